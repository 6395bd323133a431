using System.Diagnostics;
using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Control;
using Crm.Kernel.Http;

namespace Crm.Identity.Accounts;

/// <summary>Tells the control database's change log who got in, who did not, and what became of sessions, passwords, members and roles. In the transaction of the deed.</summary>
internal sealed class AccessJournal(ControlSession control, Caller caller)
{
    /// <param name="action"><c>loggedIn</c>, <c>loginFailed</c>, <c>loginLocked</c>, <c>loggedOut</c>, <c>refreshReused</c>, <c>tenantSwitched</c>, <c>passwordReset</c>…</param>
    /// <param name="account">Whom it is about; null if nobody is known.</param>
    /// <param name="tenant">Who may read it; null if it belongs to no tenant.</param>
    /// <param name="byOwner">Whether the account did it, as far as anybody can tell.</param>
    /// <param name="after">What else there is to say, without secrets.</param>
    public Task NoteAsync(string action, Guid? account, Guid? tenant, bool byOwner, CancellationToken ct, object? after = null) =>
        AppendAsync(byOwner ? $"account:{account}" : "anonymous", tenant, "account", account?.ToString(), action, null, after, ct);

    /// <summary>Notes what the caller did to something of their company.</summary>
    /// <param name="kind">Of thing: <c>role</c>, <c>team</c>, <c>member</c>, <c>invitation</c>, <c>apiKey</c>…</param>
    /// <param name="before">Its members before, without secrets; null if it came into being.</param>
    /// <param name="after">Its members after, without secrets; null if it is gone.</param>
    /// <param name="tenant">Where it is not the caller's.</param>
    public Task NoteAsync(string action, string kind, Guid id, CancellationToken ct, object? before = null, object? after = null, Guid? tenant = null) =>
        AppendAsync(caller.Actor, tenant ?? (caller.TenantId == default ? null : caller.TenantId), kind, id.ToString(), action, before, after, ct);

    /// <summary>The same of many things at once.</summary>
    public async Task NoteAllAsync(string action, string kind, IReadOnlyCollection<Guid> ids, CancellationToken ct, object? before = null, object? after = null)
    {
        if (ids.Count == 0) return;
        await control.ExecuteAsync(
            "select kernel.append_change(@actor, @means, @request, @tenant, @kind, one::text, @action, @before::jsonb, @after::jsonb, @context::jsonb) from unnest(@ids) one",
            new
            {
                actor = caller.Actor,
                means = ChangeOrigin.Current.Means,
                request = Activity.Current?.TraceId.ToString(),
                tenant = caller.TenantId,
                kind,
                ids = ids.ToArray(),
                action,
                before = before is null ? null : JsonSerializer.Serialize(before, Json.Options),
                after = after is null ? null : JsonSerializer.Serialize(after, Json.Options),
                context = ChangeOrigin.Current.Context,
            }, ct);
    }

    private Task<int> AppendAsync(string actor, Guid? tenant, string kind, string? id, string action, object? before, object? after, CancellationToken ct) => control.ExecuteAsync(
        "select kernel.append_change(@actor, @means, @request, @tenant, @kind, @id, @action, @before::jsonb, @after::jsonb, @context::jsonb)",
        new
        {
            actor,
            means = ChangeOrigin.Current.Means,
            request = Activity.Current?.TraceId.ToString(),
            tenant,
            kind,
            id,
            action,
            before = before is null ? null : JsonSerializer.Serialize(before, Json.Options),
            after = after is null ? null : JsonSerializer.Serialize(after, Json.Options),
            context = ChangeOrigin.Current.Context,
        }, ct);
}
