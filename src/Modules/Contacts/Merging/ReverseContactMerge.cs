using Crm.Kernel;
using Crm.Kernel.ChangeLog;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Contacts.Merging;

/// <summary>Makes of one contact those again that it was made of.</summary>
internal sealed record ReverseContactMerge
{
    [RouteParam] public Guid Id { get; init; }
    [RouteParam] public Guid MergeId { get; init; }
}

/// <summary>A merge that was reversed.</summary>
/// <param name="Contact">The contact that remained, without what it got by the merge.</param>
/// <param name="Restored">The contacts that came back, as they were.</param>
/// <param name="Kept">Members of the one that remained which were changed since, and keep that.</param>
internal sealed record ReversedMergeView(ContactView Contact, IReadOnlyList<ContactView> Restored, IReadOnlyList<string> Kept);

internal sealed class ReverseContactMergeEndpoint(IDocumentSession session, ContactMerging merging, TimeProvider clock) : Endpoint<ReverseContactMerge, ReversedMergeView>
{
    public override void Configure()
    {
        Post("/api/v1/contacts/{id}/merges/{mergeId}/reversal");
        Permissions(ContactPermissions.Write);
        this.Describes("reverseContactMerge", "Contacts", "Make of a contact those again that it was made of", 200,
            ContactProblems.MergeNotReversible, ContactProblems.EmailTaken, KernelProblems.RecordReadOnly, KernelProblems.FieldReadOnly, CustomFieldProblems.ValueTaken, KernelProblems.Conflict, KernelProblems.Stale);
    }

    public override async Task HandleAsync(ReverseContactMerge request, CancellationToken ct)
    {
        var survivor = await session.LiveAsync<Contact>(request.Id, ct);
        if (await session.LoadAsync<ContactMerge>(request.MergeId, ct) is not { } merge || merge.ContactId != survivor.Id) throw KernelProblems.NotFound.With();
        await HttpContext.HonourIfMatchAsync(session, survivor, ct);
        if (merge.IsFinal(clock.GetUtcNow())) throw ContactProblems.MergeNotReversible.With();
        var found = (await session.LoadManyAsync<Contact>(ct, merge.From)).Where(c => c.Deleted && c.MergedInto == survivor.Id).ToDictionary(c => c.Id);
        if (found.Count < merge.From.Length || await ChangeFeed.ValuesAtAsync(session, "contact", survivor.Id, merge.Version, ct) is not { } change) throw ContactProblems.MergeNotReversible.With();

        var others = merge.From.Select(id => found[id]).ToList();
        var reversed = await merging.ReverseAsync(merge, survivor, others, new(change), ct);
        await Send.ChangedAsync(survivor.Version + 1, new(ContactView.Of(reversed.Record), [.. others.Select(ContactView.Of)], reversed.Kept), ct);
    }
}
