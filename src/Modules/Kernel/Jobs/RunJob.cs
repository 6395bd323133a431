using Marten;
using Wolverine;

namespace Crm.Kernel.Jobs;

/// <summary>Asks for the next step of a job. One that was done already is passed over.</summary>
public sealed record RunJob(Guid JobId, int Step);

/// <summary>A step is a transaction: what it did, where the next begins, and the message that asks for it.</summary>
public static class RunJobHandler
{
    public static Task<OutgoingMessages> Handle(RunJob message, Envelope envelope, IDocumentSession session, JobDesk desk, CancellationToken ct) =>
        desk.StepAsync(session, message, envelope.Attempts, ct);
}
