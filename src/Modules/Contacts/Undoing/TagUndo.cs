using Crm.Contacts.Tags;
using Crm.Kernel;
using Crm.Kernel.Undoing;

namespace Crm.Contacts.Undoing;

/// <summary>Tags that a job brought into being, if nobody bears them any more.</summary>
internal sealed class TagUndo() : RecordUndo("tag")
{
    public override async Task StepAsync(UndoStep work, IReadOnlyList<LoggedChange> changes, CancellationToken ct)
    {
        var made = changes.Where(c => c.Action == "created").Select(c => c.ObjectId).ToArray();
        if (made.Length == 0) return;
        var table = work.Session.DocumentStore.Options.Schema.For<Contact>();
        var borne = await work.Session.AdvancedSql.QueryAsync<string>($"select to_jsonb(t.key) from unnest(?::text[]) as t(key) where exists (select from {table} d where d.tag_keys @> array[t.key])", ct, [made]);
        await work.Session.DeleteSetAsync<Tag>(made.Except(borne).ToList(), ct);
    }
}
