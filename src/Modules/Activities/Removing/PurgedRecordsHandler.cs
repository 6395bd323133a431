using Crm.Contracts.Records;
using Marten;
using Wolverine;

namespace Crm.Activities.Removing;

/// <summary>What is about records that are gone for good goes with them.</summary>
public static class PurgedRecordsHandler
{
    public static async Task<OutgoingMessages> Handle(RecordsPurged e, IDocumentSession session, CancellationToken ct)
    {
        var belongings = await Belongings.OfAsync(session, e.Object, e.Ids, e.At, ct);
        await belongings.RemoveAsync(forget: false, ct);
        return [.. belongings.Told];
    }
}
