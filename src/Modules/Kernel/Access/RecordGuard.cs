using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using Marten;

namespace Crm.Kernel.Access;

/// <summary>
/// Stands in a request's session, so that no slice can forget it: a record out of the caller's reach cannot be loaded, one that may only be seen
/// cannot be changed, and neither can a field that the role may not write. Lists leave out what is out of reach (<see cref="Rights.Within"/>).
/// </summary>
public sealed class RecordGuard(Rights rights) : DocumentSessionListenerBase
{
    private readonly Dictionary<Guid, Seen> seen = [];

    public override void DocumentLoaded(object id, object document)
    {
        if (document is not OwnedResource record) return;
        var records = Records(record);
        if (!rights.Reach(records.Read, record.OwnerId)) throw KernelProblems.NotFound.With();
        seen[record.Id] = new(record.OwnerId, rights.Fields.Count > 0 ? Wire(record) : null);
    }

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var record in session.PendingChanges.Updates().Concat(session.PendingChanges.Deletions().OfType<object>()).OfType<OwnedResource>()) Check(record);
        return Task.CompletedTask;
    }

    /// <summary>Who owned it when it was loaded decides: nobody makes a record theirs by writing their name into it.</summary>
    private void Check(OwnedResource record)
    {
        if (!seen.TryGetValue(record.Id, out var before)) return;
        if (!rights.Reach(Records(record).Write, before.Owner)) throw KernelProblems.RecordReadOnly.With();
        if (before.Wire is not { } was) return;
        var became = Wire(record);
        var denied = rights.Fields.FirstOrDefault(rule =>
            rule.Object == ObjectOf(record) && rule.Access != FieldAccess.Write && !JsonNode.DeepEquals(was[rule.Field], became[rule.Field]));
        if (denied is not null) throw KernelProblems.FieldReadOnly.With(pointer: $"/{denied.Field}");
    }

    private static RecordsAttribute Records(OwnedResource record) => record.GetType().GetCustomAttribute<RecordsAttribute>()
        ?? throw new InvalidOperationException($"{record.GetType().Name} is owned, but has no [Records] to say which permissions open it.");

    private static string ObjectOf(OwnedResource record) => JsonNamingPolicy.CamelCase.ConvertName(record.GetType().Name);

    private static JsonObject Wire(OwnedResource record) => JsonSerializer.SerializeToNode(record, record.GetType(), Json.Options)!.AsObject();

    private sealed record Seen(Guid? Owner, JsonObject? Wire);
}
