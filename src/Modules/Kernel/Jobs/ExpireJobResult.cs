using Marten;

namespace Crm.Kernel.Jobs;

/// <summary>Says that a job's result has been kept long enough.</summary>
public sealed record ExpireJobResult(Guid JobId);

public static class ExpireJobResultHandler
{
    public static Task Handle(ExpireJobResult message, IDocumentSession session, JobDesk desk, CancellationToken ct) => desk.ExpireAsync(session, message.JobId, ct);
}
