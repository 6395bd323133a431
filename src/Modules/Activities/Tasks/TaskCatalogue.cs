using Crm.Kernel.Lists;

namespace Crm.Activities.Tasks;

/// <summary>What tasks can be filtered and sorted by.</summary>
internal static class TaskCatalogue
{
    public static readonly Field Owner = Of("ownerId", FieldType.Account, "d.owner_id");
    public static readonly Field Status = Of("status", FieldType.Text, "d.status_key");
    public static readonly Field Queue = Of("queueId", FieldType.Uuid, "d.queue_id");
    public static readonly Field Records = Of("records", FieldType.TextList, "d.record_keys");

    /// <summary>When a task is overdue; those that never are come last.</summary>
    public static readonly Field Due = Of("due", FieldType.Moment, "d.due_key") with { Sortable = true, Tells = ["dueAt", "dueOn"] };

    // Where a role does not see the description, it is looked for in the title only: slower, without an index.
    public static readonly Field Text = Of("text", FieldType.Text, "d.search_text") with { Folded = true, Tells = ["description"], Rest = _ => "lower(d.data ->> 'title')" };

    public static readonly FieldCatalogue Fields = new("-createdAt",
        Of("id", FieldType.Uuid, "d.id"),
        Of("title", FieldType.Text, "lower(d.data ->> 'title')") with { Folded = true, Haystack = "d.search_text" },
        Owner, Status, Queue, Records, Due, Text,
        Of("priority", FieldType.Text, "d.data ->> 'priority'"),
        Of("dueAt", FieldType.Moment, "(d.data ->> 'dueAt')::timestamptz"),
        Of("dueOn", FieldType.Day, "(d.data ->> 'dueOn')::date"),
        Of("completedAt", FieldType.Moment, "(d.data ->> 'completedAt')::timestamptz"),
        Of("completedBy", FieldType.Text, "d.data ->> 'completedBy'"),
        Of("createdAt", FieldType.Moment, "d.created_at") with { Sortable = true },
        Of("createdBy", FieldType.Text, "d.data ->> 'createdBy'"),
        Of("updatedAt", FieldType.Moment, "d.updated_at") with { Sortable = true },
        Of("updatedBy", FieldType.Text, "d.data ->> 'updatedBy'"));

    private static Field Of(string name, FieldType type, string sql) => new(name, type, sql) { Record = "task" };
}
