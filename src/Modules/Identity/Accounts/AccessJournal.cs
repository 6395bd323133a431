using System.Diagnostics;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.Control;

namespace Crm.Identity.Accounts;

/// <summary>Tells the control database's change log who got in, who did not, and what became of sessions and passwords. In the transaction of the deed.</summary>
internal sealed class AccessJournal(ControlSession control)
{
    /// <param name="action"><c>loggedIn</c>, <c>loginFailed</c>, <c>loginLocked</c>, <c>loggedOut</c>, <c>refreshReused</c>, <c>tenantSwitched</c>, <c>passwordReset</c>…</param>
    /// <param name="account">Whom it is about; null if nobody is known.</param>
    /// <param name="tenant">Who may read it; null if it belongs to no tenant.</param>
    /// <param name="byOwner">Whether the account did it, as far as anybody can tell.</param>
    public Task NoteAsync(string action, Guid? account, Guid? tenant, bool byOwner, CancellationToken ct) => control.ExecuteAsync(
        "select kernel.append_change(@actor, @means, @request, @tenant, 'account', @account::text, @action, context => @context::jsonb)",
        new
        {
            actor = byOwner ? $"account:{account}" : "anonymous",
            means = ChangeOrigin.Current.Means,
            request = Activity.Current?.TraceId.ToString(),
            tenant,
            account,
            action,
            context = ChangeOrigin.Current.Context,
        }, ct);
}
