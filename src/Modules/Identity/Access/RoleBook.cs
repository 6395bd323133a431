using System.Text.Json;
using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;

namespace Crm.Identity.Access;

/// <summary>Reads and writes the company's own roles in the scope's control transaction.</summary>
internal sealed class RoleBook(ControlSession control, PermissionCatalogue catalogue, Caller caller, AccessJournal journal, TimeProvider clock)
{
    private const int Most = 100;

    private const string InUse = """
        select exists (select from identity.memberships where tenant_id = @TenantId and role = @role)
          or exists (select from identity.invitations where tenant_id = @TenantId and role = @role and accepted_at is null and revoked_at is null)
          or exists (select from identity.sso_connections where tenant_id = @TenantId and default_role = @role)
        """;

    // Nobody becomes an owner by logging in, so that such a connection keeps the role in use.
    private static readonly (string Kind, string Statement)[] Reassignments =
    [
        ("member", "update identity.memberships set role = @heir, version = version + 1 where tenant_id = @TenantId and role = @role returning account_id"),
        ("invitation", "update identity.invitations set role = @heir where tenant_id = @TenantId and role = @role and accepted_at is null and revoked_at is null returning id"),
        ("ssoConnection", "update identity.sso_connections set default_role = @heir, version = version + 1, updated_at = @now where tenant_id = @TenantId and default_role = @role and @heir <> @owner returning id"),
    ];

    public Task<IReadOnlyList<Role>> AllAsync(CancellationToken ct) =>
        control.QueryAsync<Role>("select * from identity.roles where tenant_id = @TenantId order by lower(name)", new { caller.TenantId }, ct);

    public Task<Role?> FindAsync(string id, CancellationToken ct, bool locked = false) =>
        Guid.TryParse(id, out var role)
            ? control.FirstAsync<Role>($"select * from identity.roles where id = @role and tenant_id = @TenantId {(locked ? "for update" : "")}", new { role, caller.TenantId }, ct)
            : Task.FromResult<Role?>(null);

    /// <summary>Refuses a role that does not exist, and one that may do more than whoever gives it. Nobody removes it while it is given.</summary>
    public async Task CheckGivableAsync(string role, Rights giver, string pointer, CancellationToken ct)
    {
        if (!await control.HoldRoleAsync(role, caller.TenantId, ct)) throw IdentityProblems.RoleUnknown.With(pointer: pointer);
        await CheckTouchableAsync(role, giver, pointer, ct);
    }

    /// <summary>Refuses to touch somebody whose role may do more than whoever touches. A role that is gone may do nothing.</summary>
    public async Task CheckTouchableAsync(string role, Rights toucher, string pointer, CancellationToken ct)
    {
        if (await WhatMayAsync(role, ct) is { } fields) CheckWithin(fields, toucher, pointer);
    }

    private async Task<RoleFields?> WhatMayAsync(string id, CancellationToken ct) =>
        Role.IsBuiltIn(id) ? new() { Name = id, Permissions = [.. catalogue.Of(id).Select(name => new RolePermission(name))] } : (await FindAsync(id, ct))?.AsFields;

    private static void CheckWithin(RoleFields role, Rights giver, string pointer)
    {
        if (role.Permissions.FirstOrDefault(p => !giver.Covers(p.Permission, p.Scope)) is { } beyond)
            throw IdentityProblems.BeyondOwnRights.With($"The role may `{beyond.Permission}`, which you may not, or not that far.", pointer);
        if (role.MoreThan(giver) is { } rule) throw IdentityProblems.BeyondOwnRights.With(RoleFields.FieldBeyond(rule), pointer);
    }

    public async Task<Role> AddAsync(RoleFields fields, CancellationToken ct)
    {
        if (await control.FirstAsync<long>("select count(*) from identity.roles where tenant_id = @TenantId", new { caller.TenantId }, ct) >= Most) throw IdentityProblems.TooManyRoles.With();
        var role = With(new() { Id = Guid.CreateVersion7(), TenantId = caller.TenantId, Version = 1, CreatedAt = clock.GetUtcNow() }, fields);
        await control.ExecuteAsync(
            """
            insert into identity.roles (id, tenant_id, name, description, permissions, fields, created_at, updated_at)
            values (@Id, @TenantId, @Name, @Description, @Permissions::jsonb, @Fields::jsonb, @CreatedAt, @UpdatedAt)
            """, role, ct);
        await journal.NoteAsync("created", "role", role.Id, ct, after: fields);
        return role;
    }

    public async Task<Role> ChangeAsync(Role role, RoleFields fields, CancellationToken ct)
    {
        var changed = With(role with { Version = role.Version + 1 }, fields);
        await control.ExecuteAsync(
            "update identity.roles set name = @Name, description = @Description, permissions = @Permissions::jsonb, fields = @Fields::jsonb, version = @Version, updated_at = @UpdatedAt where id = @Id",
            changed, ct);
        await journal.NoteAsync("updated", "role", role.Id, ct, before: role.AsFields, after: fields);
        return changed;
    }

    public async Task RemoveAsync(Role role, string? heir, CancellationToken ct)
    {
        var values = new { role.TenantId, id = role.Id, role = role.Id.ToString(), heir };
        if (heir is not null) await ReassignAsync(values.role, heir, ct);
        if (await control.FirstAsync<bool>(InUse, values, ct)) throw IdentityProblems.RoleInUse.With();
        await control.ExecuteAsync("delete from identity.roles where id = @id", values, ct);
        await journal.NoteAsync("deleted", "role", role.Id, ct, before: role.AsFields);
    }

    /// <summary>Whoever has the role, is invited with it or would get it by single sign-on has the heir instead.</summary>
    private async Task ReassignAsync(string role, string heir, CancellationToken ct)
    {
        foreach (var (kind, statement) in Reassignments)
        {
            var moved = await control.QueryAsync<Guid>(statement, new { caller.TenantId, role, heir, owner = Roles.Owner, now = clock.GetUtcNow() }, ct);
            await journal.NoteAllAsync("updated", kind, moved, ct, kind == "ssoConnection" ? new { defaultRole = role } : new { role }, kind == "ssoConnection" ? new { defaultRole = heir } : new { role = heir });
        }
    }

    private Role With(Role role, RoleFields fields) => role with
    {
        Name = fields.Name.Trim(),
        Description = fields.Description,
        Permissions = JsonSerializer.Serialize(fields.Permissions, Json.Options),
        Fields = JsonSerializer.Serialize(fields.Fields, Json.Options),
        UpdatedAt = clock.GetUtcNow(),
    };
}
