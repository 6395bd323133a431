using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.ChangeLog.Sealing;
using Crm.Kernel.Control;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;

namespace Crm.Identity.Audit;

/// <summary>Whether the company's history is what it was when it was written.</summary>
/// <param name="Valid">Whether nothing was found.</param>
/// <param name="From">Moment of the first entry that was checked.</param>
/// <param name="To">Moment of the last one.</param>
/// <param name="UnsealedEntries">The newest entries, which no seal covers yet; their values were checked.</param>
/// <param name="FirstBroken">Where the chain of the records' log breaks first; if it is whole, that of the log of access.</param>
internal sealed record AuditVerificationView(
    bool Valid, long CheckedEntries, long CheckedSeals, DateTimeOffset? From, DateTimeOffset? To, long UnsealedEntries, AuditBreakView? FirstBroken);

/// <summary>The first place where the history is not what it was.</summary>
/// <param name="Seal">Number of the seal, counted from 1 in each log.</param>
/// <param name="EntryId">The entry, where one can be named.</param>
internal sealed record AuditBreakView(LogSource Source, BrokenBy Reason, long? Seal, Guid? EntryId)
{
    public static AuditBreakView? Of(Break? found) =>
        found is null ? null : new(found.Source, found.Reason, found.Seal, found.Entry is { } entry ? Audit.EntryId.Of(found.Source, entry.Id, entry.At) : null);
}

internal sealed class VerifyAuditEndpoint(AuditLog log, ControlDatabase database, ControlSession control, Anchors anchors, AccessJournal journal, Caller caller) : EndpointWithoutRequest<AuditVerificationView>
{
    private const int AtOnce = 2;

    // Each holds two connections of the control database: if all of its pool's waited for a second one, nobody would get it.
    private static readonly SemaphoreSlim Turns = new(AtOnce);

    public override void Configure()
    {
        Post("/api/v1/audit-verifications");
        Permissions(AuditPermissions.Read);
        this.Describes("verifyAudit", "Audit", "Check that the company's history was not changed afterwards", 200, AuditProblems.VerificationRunning);
    }

    public override async Task HandleAsync(CancellationToken ct)
    {
        if (!await Turns.WaitAsync(TimeSpan.Zero, ct)) throw Running();
        try
        {
            await VerifyAsync(ct);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static ProblemException Running() => new(AuditProblems.VerificationRunning) { RetryAfter = 5 };

    private async Task VerifyAsync(CancellationToken ct)
    {
        // Held until the house commits: whoever asks meanwhile would read the same again.
        if (!await control.FirstAsync<bool>("select pg_try_advisory_xact_lock(hashtextextended('audit:' || @TenantId::text, 0))", new { caller.TenantId }, ct))
            throw Running();
        await using var records = await log.OpenAsync(ct);
        await using var shares = await database.Source.OpenConnectionAsync(ct);
        var own = await new ChainWalk(anchors, caller.TenantId, LogSource.Records, records).RunAsync(shares, ct);
        var share = await new ChainWalk(anchors, caller.TenantId, LogSource.Access, shares).RunAsync(shares, ct);
        var broken = own.Broken ?? share.Broken;
        await journal.NoteAsync("verified", "auditLog", caller.TenantId, ct, after: new { valid = broken is null });
        await Send.OkAsync(new(
            broken is null, own.Entries + share.Entries, own.Seals + share.Seals, new[] { own.From, share.From }.Min(), new[] { own.To, share.To }.Max(),
            own.Unsealed + share.Unsealed, AuditBreakView.Of(broken)), ct);
    }
}
