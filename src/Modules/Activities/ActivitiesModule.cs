using Crm.Activities.Attachments;
using Crm.Activities.Log;
using Crm.Activities.Notes;
using Crm.Activities.Queues;
using Crm.Activities.Removing;
using Crm.Activities.Tasks;
using Crm.Activities.Timelines;
using Crm.Kernel;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Privacy;
using Marten;
using Marten.Schema;
using Microsoft.Extensions.DependencyInjection;
using Weasel.Postgresql.Tables;

namespace Crm.Activities;

/// <summary>What is to be done with records, what was noted about them, and what happened to them.</summary>
public sealed class ActivitiesModule : IModule
{
    public const string Schema = "activities";

    public void Services(IServiceCollection services, CrmSettings settings)
    {
        foreach (var purge in ActivityPurges.All) services.AddSingleton(purge);
        services.AddSingleton<SubjectData, ActivitySubjectData>();
        Services(services);
    }

    private static void Services(IServiceCollection services) => services
        .AddPermissions([.. ActivityPermissions.All, .. AttachmentPermissions.All, .. NotePermissions.All, .. TaskPermissions.All])
        .AddScoped<Timeline>()
        .AddScoped<TaskBook>()
        .AddScoped<AttachmentDesk>()
        .AddSingleton(new ApiTag("Activities", "Calls, meetings and whatever else was done together with those whom records stand for."))
        .AddSingleton(new ApiTag("Attachments", "Files that people put with records."))
        .AddSingleton(new ApiTag("Notes", "What people write down about records."))
        .AddSingleton(new ApiTag("Tasks", "What is to be done, by whom and when, and the queues in which it waits for somebody."))
        .AddSingleton(new RecordKind("activity", typeof(Activity), ActivityCatalogue.Fields) { IsSubject = false })
        .AddSingleton(new RecordKind("note", typeof(Note), NoteCatalogue.Fields) { IsSubject = false })
        .AddSingleton(new RecordKind("task", typeof(TaskRecord), TaskCatalogue.Fields) { IsSubject = false });

    public void Documents(StoreOptions options)
    {
        // A page of a timeline is one walk along an index, of all its entries or of one type's. The other columns are read with it and never looked up.
        options.Schema.For<TimelineEntry>().DatabaseSchemaName(Schema)
            .Duplicate(e => e.At, configure: Tiny)
            .Duplicate(e => e.Collection!, pgType: "text", configure: Tiny)
            .Duplicate(e => e.OwnerId, configure: Tiny)
            .Duplicate(e => e.RecordId, configure: Index("?, at, id"))
            .Duplicate(e => e.Type, pgType: "text", configure: Index("record_id, ?, at, id"));
        // Columns for what lists filter and sort by; where the default order follows a filter, one index serves both.
        options.Schema.For<Note>().DatabaseSchemaName(Schema)
            .Duplicate(n => n.CreatedAt, configure: Index("?, id"))
            .Duplicate(n => n.UpdatedAt, configure: Index("?, id"))
            .Duplicate(n => n.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(n => n.Pinned, configure: Index("?, created_at, id"))
            .Duplicate(n => n.RecordKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Index(n => n.CreatedAt, Trashed("note"))
            .Duplicate(n => n.MentionKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(n => n.SearchText, pgType: "text", configure: Words);
        options.Schema.For<Activity>().DatabaseSchemaName(Schema)
            .Duplicate(a => a.CreatedAt, configure: Index("?, id"))
            .Duplicate(a => a.UpdatedAt, configure: Index("?, id"))
            .Duplicate(a => a.StartedAt, configure: Index("?, id"))
            .Duplicate(a => a.OwnerId, configure: Index("?, started_at, id"))
            .Duplicate(a => a.TypeKey, pgType: "text", configure: Index("?, started_at, id"))
            .Duplicate(a => a.RecordKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Index(a => a.CreatedAt, Trashed("activity"))
            .Duplicate(a => a.MemberKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(a => a.SearchText, pgType: "text", configure: Words);
        options.Schema.For<Attachment>().DatabaseSchemaName(Schema)
            .Duplicate(a => a.CreatedAt, configure: Index("?, id"))
            .Duplicate(a => a.UpdatedAt, configure: Index("?, id"))
            .Duplicate(a => a.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(a => a.Ready, configure: Index("?, created_at, id"))
            .Duplicate(a => a.Size)
            .Duplicate(a => a.RecordKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin);
        options.Schema.For<AttachmentUpload>().DatabaseSchemaName(Schema);
        options.Schema.For<TaskRecord>().DatabaseSchemaName(Schema)
            .Duplicate(t => t.CreatedAt, configure: Index("?, id"))
            .Duplicate(t => t.UpdatedAt, configure: Index("?, id"))
            .Duplicate(t => t.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(t => t.DueKey, configure: Index("?, id"))
            .Duplicate(t => t.StatusKey, pgType: "text", configure: Index("?, created_at, id"))
            .Index(t => t.CreatedAt, Trashed("task"))
            .Duplicate(t => t.QueueId, configure: Index("?, created_at, id"))
            .Duplicate(t => t.RecordKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(t => t.SearchText, pgType: "text", configure: Words);
        options.Schema.For<MergedRecord>().DatabaseSchemaName(Schema).Duplicate(m => m.Survivor);
        options.Schema.For<TaskQueue>().DatabaseSchemaName(Schema).Duplicate(q => q.NameKey, pgType: "text", configure: Index("?, id"));
    }

    private static Action<DocumentIndex> Index(string mask) => index => index.Mask = mask;

    /// <summary>The trash is small beside what is live.</summary>
    private static Action<ComputedIndex> Trashed(string kind) => index => (index.Name, index.Mask, index.Predicate) = ($"mt_doc_{kind}_idx_trashed", "created_at, id", "mt_deleted");

    private static void Tiny(DocumentIndex index) => index.Method = IndexMethod.brin;

    private static void Words(DocumentIndex index) => (index.Method, index.Mask) = (IndexMethod.gin, "? gin_trgm_ops");
}
