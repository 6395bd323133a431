using Crm.Kernel.Assignment;
using Crm.Kernel.Batches;
using Crm.Kernel.Bulk;
using Crm.Kernel.Changes;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Exports;
using Crm.Kernel.Following;
using Crm.Kernel.Http;
using Crm.Kernel.Importing;
using Crm.Kernel.Jobs;
using Crm.Kernel.Organizations;
using Crm.Kernel.Privacy;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using Crm.Kernel.Search;
using Crm.Kernel.Segments;
using Crm.Kernel.Tags;
using Crm.Kernel.Ties;
using Crm.Kernel.Undoing;
using Crm.Kernel.Views;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace Crm.Kernel;

/// <summary>What every room stands on and clients can reach: the company's settings, and jobs.</summary>
public sealed class KernelModule : IModule
{
    private const string Schema = "kernel";

    public void Services(IServiceCollection services, CrmSettings settings) => services
        .AddPermissions([.. OrganizationPermissions.All, .. CustomFieldPermissions.All])
        .AddScoped<CustomValues>()
        .AddScoped<DuplicateGroups>()
        .AddScoped<RecordTies>()
        .AddScoped<Assignments>()
        .AddPermissions(AssignmentPermissions.All)
        .AddSingleton(new ApiTag("Assignment rules", "Who gets the records that come without an owner."))
        .AddScoped<Followers>()
        .AddSingleton(new Uniqueness(typeof(CustomClaim), CustomFieldProblems.ValueTaken))
        .AddSingleton(new ApiTag("Custom fields", "The fields that the company gave its records beside those everybody has."))
        .AddSingleton(new ApiTag("Organization", "What the company has settled for all who work in it."))
        .AddPermissions(ChangePermissions.All)
        .AddSingleton<ChangeStreams>().AddScoped<RecordChanges>().AddScoped<ChangePositions>()
        .AddSingleton(new ApiTag("Changes", "What changes in records, to be read from time to time or followed as it happens."))
        .AddPermissions(SearchPermissions.All)
        .AddScoped<SearchIndex>()
        .AddSingleton(new ApiTag("Search", "One search over the records of all kinds."))
        .AddPermissions(JobPermissions.All)
        .AddPermissions(ExportPermissions.All)
        .AddSingleton(new ApiTag("Jobs", "Work that takes longer than a request: exports, and more to come."))
        .AddSingleton<JobDesk>().AddScoped<JobStart>()
        .AddSingleton<JobRunner, ExportRunner>().AddSingleton<JobRunner, UndoRunner>()
        .AddScoped<BatchDesk>()
        .AddPermissions(BulkPermissions.All).AddScoped<BulkDesk>().AddSingleton<JobRunner, BulkRunner>()
        .AddPermissions(ViewPermissions.All)
        .AddSingleton(new ApiTag("Views", "Ways to look at records that somebody keeps: for themselves, a team or everybody."))
        .AddPermissions(TagPermissions.All).AddScoped<TagDesk>()
        .AddSingleton(new ApiTag("Tags", "The words that records bear, whatever kind they are of. A tag comes into being when it is first used."))
        .AddSingleton(new Uniqueness(TagProblems.KeyIndex, TagProblems.NameTaken)).AddSingleton(new Uniqueness(typeof(Tag), TagProblems.NameTaken))
        .AddSingleton<JobRunner, TagRunner>().AddSingleton<RecordUndo, TagUndo>()
        .AddPermissions(SegmentPermissions.All).AddSingleton<SegmentDesk>()
        .AddSingleton(new Uniqueness(typeof(Segment), SegmentProblems.NameTaken)).AddSingleton(new Uniqueness("mt_doc_segment_idx_name", SegmentProblems.NameTaken))
        .AddSingleton(new ApiTag("Segments", "Sets of records that a filter keeps: who is in them is known at any moment, and so is who came and went."))
        .AddPermissions(ImportPermissions.All)
        .AddSingleton(new ApiTag("Imports", "Files of records: what is in them, how it becomes records, and what became of each row."))
        .AddSingleton<ImportIntake>().AddScoped<ImportDesk>()
        .AddSingleton<JobRunner, ImportRunner>()
        .AddPermissions(PrivacyPermissions.All)
        .AddScoped<ErasureDesk>().AddSingleton<JobRunner, ErasureRunner>().AddSingleton<SubjectData, HouseSubjectData>().AddSingleton<JobRunner, SubjectExportRunner>()
        .AddSingleton(new ApiTag("Privacy", "What the company holds of people: given to them, or erased."))
        .AddPermissions(PurgePermissions.All)
        .AddSingleton<TrashPurging>().AddScoped<TrashDesk>()
        .AddSingleton(new ApiTag("Trash", "Where records lie before they go for good."));

    public void Documents(StoreOptions options)
    {
        options.Schema.For<Organization>().DatabaseSchemaName(Schema);
        options.Schema.For<CustomFieldSet>().DatabaseSchemaName(Schema);
        options.Schema.For<CustomClaim>().DatabaseSchemaName(Schema);
        options.Schema.For<JobProgress>().DatabaseSchemaName(Schema);
        options.Schema.For<Job>().DatabaseSchemaName(Schema)
            .Duplicate(j => j.CreatedAt, configure: index => index.Mask = "?, id")
            .Duplicate(j => j.AccountId, configure: index => index.Mask = "?, created_at, id");
        options.Schema.For<Import>().DatabaseSchemaName(Schema)
            .Duplicate(i => i.CreatedAt, configure: index => index.Mask = "?, id")
            .Duplicate(i => i.AccountId, configure: index => index.Mask = "?, created_at, id");
        options.Schema.For<ImportMapping>().DatabaseSchemaName(Schema).Duplicate(m => m.CreatedAt, configure: index => index.Mask = "?, id");
        options.Schema.For<AssignmentRules>().DatabaseSchemaName(Schema);
        options.Schema.For<AssignmentTurns>().DatabaseSchemaName(Schema);
        options.Schema.For<SavedView>().DatabaseSchemaName(Schema).Duplicate(v => v.AccountId).Duplicate(v => v.CreatedAt);
        options.Schema.For<Tag>().DatabaseSchemaName(Schema)
            .Duplicate(t => t.CreatedAt, configure: index => index.Mask = "?, id")
            .Duplicate(t => t.Key, pgType: "text", configure: index => (index.Name, index.IsUnique) = (TagProblems.KeyIndex, true));
        options.Schema.For<Segment>().DatabaseSchemaName(Schema)
            .Duplicate(s => s.CreatedAt)
            .Duplicate(s => s.NameKey, pgType: "text", configure: index => (index.Name, index.IsUnique) = ("mt_doc_segment_idx_name", true));
        options.Schema.For<SegmentState>().DatabaseSchemaName(Schema);
        options.Schema.For<Erasure>().DatabaseSchemaName(Schema).Duplicate(e => e.RecordId).Duplicate(e => e.CreatedAt, configure: index => index.Mask = "?, id");
        options.Schema.For<Follow>().DatabaseSchemaName(Schema).Duplicate(f => f.RecordId).Duplicate(f => f.AccountId);
        options.Schema.For<DuplicateDismissal>().DatabaseSchemaName(Schema).Duplicate(d => d.A).Duplicate(d => d.B);
    }

    // A step is about half a second of work; jobs take turns by it, and leave room for requests.
    public void Messages(WolverineOptions options) => options.LocalQueueFor<RunJob>().MaximumParallelMessages(3);

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<Organization>(Organization.OnlyId, ct) is not null) return;
        var organization = new Organization { Id = Organization.OnlyId, TimeZone = tenant.TimeZone, Currency = tenant.Currency };
        organization.Touch("system", DatabaseTime.Clock.GetUtcNow());
        session.Insert(organization);
    }
}
