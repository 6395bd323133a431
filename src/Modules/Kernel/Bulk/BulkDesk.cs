using System.Text.Json;
using Crm.Contracts.Identity;
using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using Marten;

namespace Crm.Kernel.Bulk;

/// <summary>Holds a wish for a bulk action against what there is and what the caller may do.</summary>
internal sealed class BulkDesk(IDocumentSession session, RecordFilters filters, SavedViews views, IEnumerable<RecordBulk> bulks, IMemberDirectory members, CustomValues customs, Caller caller)
{
    public async Task<BulkOrder> OrderAsync(BulkActionRequest r, CancellationToken ct)
    {
        var bulk = bulks.FirstOrDefault(b => b.Object == r.Object) ?? throw KernelProblems.ValidationFailed.With($"There is nothing of this kind to change; these are: {string.Join(", ", bulks.Select(b => b.Object))}.", "/object");
        if (Rights.Current?.Permissions.ContainsKey(bulk.Records.Write) is not true) throw KernelProblems.Forbidden.With($"This needs `{bulk.Records.Write}`.");
        if (r.Filter is null && r.View is null && r.Ids is null) throw KernelProblems.ValidationFailed.With("Say which records are meant.", "/filter");
        if ((r.Action is BulkAction.Update) != r.Changes is not null) throw KernelProblems.ValidationFailed.With("An update takes changes, and nothing else does.", "/changes");
        if ((r.Action is BulkAction.AddTags or BulkAction.RemoveTags) != r.Tags is not null) throw KernelProblems.ValidationFailed.With("Tags are for the actions on tags, which need them.", "/tags");
        if (r.Changes is { } changes) await CheckAsync(bulk, changes, ct);
        if (r.Tags is not null && Rights.Current.Of(r.Object, "tags") != FieldAccess.Write) throw KernelProblems.FieldReadOnly.With(pointer: "/tags");
        var view = r.View is { } id ? await views.OpenAsync(id, r.Object, "/view", ct) : null;
        var order = new BulkOrder(r.Object, r.Action, Filter.Both(view?.Filter, r.Filter), r.Ids, r.Changes, r.Tags);
        _ = await MeantAsync(filters, bulk, order, null, ct);
        return order;
    }

    public async Task<BulkPreview> PreviewAsync(BulkOrder order, CancellationToken ct)
    {
        var bulk = bulks.Single(b => b.Object == order.Object);
        var meant = await MeantAsync(filters, bulk, order, null, ct);
        var writable = Rights.Current!.Within(bulk.Records.Write) is { } reach ? Condition.All([meant, reach]) : meant;
        return new(await bulk.CountAsync(session, meant, ct), await bulk.CountAsync(session, writable, ct));
    }

    /// <summary>The records that are meant, within what the one who works sees. What <c>today</c> meant at the start it means to the end, and who came later is not meant.</summary>
    public static async Task<Condition> MeantAsync(RecordFilters filters, RecordBulk bulk, BulkOrder order, DateTimeOffset? start, CancellationToken ct)
    {
        var kind = await filters.WithCustomAsync(filters.Find(bulk.Object)!, ct);
        return Condition.All(new[]
        {
            new(order.Action is BulkAction.Restore ? "d.mt_deleted" : "not d.mt_deleted"),
            Rights.Current!.Within(bulk.Records.Read),
            await filters.CompileAsync(kind, order.Filter, "/filter", ct, start),
            order.Ids is { } ids ? new("d.id = any(?::uuid[])", (object)ids.ToArray()) : null,
            start is { } moment ? new("d.created_at <= ?", moment) : null,
        }.OfType<Condition>());
    }

    private async Task CheckAsync(RecordBulk bulk, IReadOnlyDictionary<string, JsonElement> changes, CancellationToken ct)
    {
        foreach (var name in changes.Keys)
            if (Rights.Current!.Of(bulk.Object, name) != FieldAccess.Write) throw KernelProblems.FieldReadOnly.With(pointer: $"/changes/{name}");
        bulk.Check(JsonSerializer.SerializeToNode(changes, Json.Options)!.AsObject());
        if (changes.TryGetValue("ownerId", out var owner) && owner.ValueKind is JsonValueKind.String) await members.CheckOwnerAsync(owner.GetGuid(), caller.AccountId, ct);
        if (changes.TryGetValue("custom", out var custom) && custom.ValueKind is JsonValueKind.Object) await customs.CheckNamedAsync(bulk.Object, custom, ct);
    }
}
