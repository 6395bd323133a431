using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Dapper;

namespace Crm.Identity.Access;

/// <summary>What each member may do, remembered per node until a notice says that the company's members, roles or teams changed.</summary>
internal sealed class RightsBook(ControlDatabase control, PermissionCatalogue catalogue)
{
    private const int Most = 20_000;

    // The teams below mine count: who leads a region sees what its offices own.
    private const string Select = """
        with recursive mine as (
          select team_id from identity.team_members where account_id = @account and tenant_id = @tenant
          union
          select t.id from identity.teams t join mine on t.parent_id = mine.team_id)
        select m.role, r.permissions::text as permissions, r.fields::text as fields,
          array(select distinct account_id from identity.team_members where team_id in (select team_id from mine)) as team
        from identity.memberships m
        left join identity.roles r on r.tenant_id = m.tenant_id and r.id::text = m.role
        where m.account_id = @account and m.tenant_id = @tenant and m.status = 'active'
        """;

    private readonly Remembered<(Guid Tenant, Guid Account), Rights> known = new(Most);
    private readonly Remembered<(Guid Tenant, Guid Team), IReadOnlyList<Guid>> teams = new(Most);

    /// <summary>The rights of an active member; null for anybody else.</summary>
    public ValueTask<Rights?> FindAsync(Guid tenant, Guid account, CancellationToken ct) => known.FindAsync((tenant, account), ReadAsync, ct);

    /// <summary>Active members by their addresses, normalised.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> FindByEmailsAsync(Guid tenant, IReadOnlyCollection<string> emails, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        var found = await connection.QueryAsync<(string Email, Guid Id)>(new CommandDefinition(
            "select a.email, a.id from identity.accounts a join identity.memberships m on m.account_id = a.id where m.tenant_id = @tenant and m.status = 'active' and a.email = any(@emails)",
            new { tenant, emails = emails.Select(e => e.Trim().ToLowerInvariant()).ToArray() }, cancellationToken: ct));
        return found.ToDictionary(f => f.Email, f => f.Id);
    }

    /// <summary>Who is in the team; null if there is none.</summary>
    public ValueTask<IReadOnlyList<Guid>?> TeamAsync(Guid tenant, Guid team, CancellationToken ct) => teams.FindAsync((tenant, team), ReadTeamAsync, ct);

    public void Forget(Guid tenant)
    {
        known.Forget(key => key.Tenant == tenant);
        teams.Forget(key => key.Tenant == tenant);
    }

    public void Forget()
    {
        known.Forget(_ => true);
        teams.Forget(_ => true);
    }

    private async Task<IReadOnlyList<Guid>?> ReadTeamAsync((Guid Tenant, Guid Team) key, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<Guid[]>(new CommandDefinition(
            "select array(select account_id from identity.team_members where team_id = t.id) from identity.teams t where t.id = @team and t.tenant_id = @tenant", new { tenant = key.Tenant, team = key.Team }, cancellationToken: ct));
    }

    private async Task<Rights?> ReadAsync((Guid Tenant, Guid Account) key, CancellationToken ct)
    {
        await using var connection = await control.Lookups.OpenConnectionAsync(ct);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(new CommandDefinition(Select, new { tenant = key.Tenant, account = key.Account }, cancellationToken: ct));
        if (row is null) return null;
        var permissions = row.Permissions is null
            ? catalogue.Of(row.Role).ToDictionary(name => name, _ => RecordScope.All)
            : Read<RolePermission>(row.Permissions).ToDictionary(p => p.Permission, p => p.Scope);
        return new(key.Account, row.Role, permissions, row.Team.ToHashSet(), row.Fields is null ? [] : Read<FieldRule>(row.Fields));
    }

    private static List<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, Json.Options)!;

    private sealed record Row
    {
        public string Role { get; init; } = "";
        public string? Permissions { get; init; }
        public string? Fields { get; init; }
        public Guid[] Team { get; init; } = [];
    }
}
