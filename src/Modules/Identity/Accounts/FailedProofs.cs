using Crm.Kernel.Control;
using Crm.Kernel.Problems;

namespace Crm.Identity.Accounts;

/// <summary>What happens whenever somebody fails to prove who they are: it counts towards the account's lock, and the journal tells of it.</summary>
internal sealed class FailedProofs(ControlSession control, AccountBook accounts, AccessJournal journal, TimeProvider clock)
{
    /// <summary>Committed here and not by the house, for it must be remembered although the answer is an error.</summary>
    /// <param name="account">As it is locked in this transaction; null for a stranger, about whom the same statements are made.</param>
    /// <param name="answer">To be thrown by the caller.</param>
    public async Task<ProblemException> RememberAsync(Account? account, string action, Guid? tenant, ProblemException answer, CancellationToken ct)
    {
        await accounts.SaveFailureAsync((account ?? new()).Failed(clock.GetUtcNow()), ct);
        await journal.NoteAsync(action, account?.Id, tenant, byOwner: false, ct);
        await control.CommitAsync(ct);
        return answer;
    }
}
