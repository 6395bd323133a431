using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Access;

/// <summary>Reads and writes the company's teams in the scope's control transaction.</summary>
internal sealed class TeamBook(ControlSession control, Caller caller, AccessJournal journal, TimeProvider clock)
{
    public const string Select = "select t.*, (select count(*) from identity.team_members m where m.team_id = t.id) as members from identity.teams t where t.tenant_id = @TenantId";
    private const int Deepest = 10;

    public async Task<Team> GetAsync(Guid id, CancellationToken ct, bool locked = false) =>
        await control.FirstAsync<Team>($"{Select} and t.id = @id {(locked ? "for update" : "")}", new { caller.TenantId, id }, ct) ?? throw KernelProblems.NotFound.With();

    public async Task<Team> AddAsync(TeamFields fields, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var team = new Team { Id = Guid.CreateVersion7(), Name = fields.Name.Trim(), ParentId = fields.ParentId, Version = 1, CreatedAt = now, UpdatedAt = now };
        await CheckParentAsync(team.Id, fields.ParentId, ct);
        await control.ExecuteAsync(
            "insert into identity.teams (id, tenant_id, parent_id, name, created_at, updated_at) values (@Id, @TenantId, @ParentId, @Name, @now, @now)",
            new { team.Id, caller.TenantId, team.ParentId, team.Name, now }, ct);
        await journal.NoteAsync("created", "team", team.Id, ct, after: fields);
        return team;
    }

    public async Task<Team> ChangeAsync(Team team, TeamFields fields, CancellationToken ct)
    {
        await CheckParentAsync(team.Id, fields.ParentId, ct);
        var changed = team with { Name = fields.Name.Trim(), ParentId = fields.ParentId, Version = team.Version + 1, UpdatedAt = clock.GetUtcNow() };
        await control.ExecuteAsync("update identity.teams set name = @Name, parent_id = @ParentId, version = @Version, updated_at = @UpdatedAt where id = @Id",
            new { changed.Id, changed.Name, changed.ParentId, changed.Version, changed.UpdatedAt }, ct);
        await journal.NoteAsync("updated", "team", team.Id, ct, new { team.Name, team.ParentId }, fields);
        return changed;
    }

    public async Task RemoveAsync(Team team, CancellationToken ct)
    {
        if (await control.FirstAsync<bool>("select exists (select from identity.teams where parent_id = @Id)", new { team.Id }, ct)) throw IdentityProblems.TeamNotEmpty.With();
        await control.ExecuteAsync("delete from identity.teams where id = @Id", new { team.Id }, ct);
        await journal.NoteAsync("deleted", "team", team.Id, ct, before: new { team.Name, team.ParentId });
    }

    public async Task JoinAsync(Team team, Guid accountId, CancellationToken ct)
    {
        var joined = await control.ExecuteAsync(
            """
            insert into identity.team_members (team_id, account_id, tenant_id)
            select @Id, account_id, tenant_id from identity.memberships where account_id = @accountId and tenant_id = @TenantId
            on conflict do nothing
            """, new { team.Id, accountId, caller.TenantId }, ct);
        if (joined > 0) await journal.NoteAsync("memberAdded", "team", team.Id, ct, after: new { accountId });
        else if (!await IsInAsync(team, accountId, ct)) throw KernelProblems.NotFound.With();
    }

    public async Task LeaveAsync(Team team, Guid accountId, CancellationToken ct)
    {
        if (await control.ExecuteAsync("delete from identity.team_members where team_id = @Id and account_id = @accountId", new { team.Id, accountId }, ct) == 0) throw KernelProblems.NotFound.With();
        await journal.NoteAsync("memberRemoved", "team", team.Id, ct, before: new { accountId });
    }

    private Task<bool> IsInAsync(Team team, Guid accountId, CancellationToken ct) =>
        control.FirstAsync<bool>("select exists (select from identity.team_members where team_id = @Id and account_id = @accountId)", new { team.Id, accountId }, ct);

    /// <summary>One change of the tree at a time: two that are harmless by themselves could make a loop together.</summary>
    private async Task CheckParentAsync(Guid id, Guid? parent, CancellationToken ct)
    {
        if (parent is null) return;
        await control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('teams:' || @TenantId::text, 0))", new { caller.TenantId }, ct);
        var above = await control.QueryAsync<Guid>(
            """
            with recursive above as (
              select id, parent_id, 1 as depth from identity.teams where id = @parent and tenant_id = @TenantId
              union all
              select t.id, t.parent_id, a.depth + 1 from identity.teams t join above a on t.id = a.parent_id where a.depth <= @Deepest)
            select id from above
            """, new { parent, caller.TenantId, Deepest }, ct);
        if (above.Count == 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = [new("/parentId", "team.unknown", "There is no such team.")] };
        if (above.Contains(id) || above.Count >= Deepest) throw IdentityProblems.TeamLoop.With(pointer: "/parentId");
    }
}
