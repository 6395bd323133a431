using Crm.Contacts.Affiliations;
using Crm.Contacts.Consents;
using Crm.Contacts.Importing;
using Crm.Contacts.Merging;
using Crm.Contacts.Removing;
using Crm.Contacts.Sets;
using Crm.Contacts.Stages;
using Crm.Contacts.Undoing;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Bulk;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Duplicates;
using Crm.Kernel.Exports;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Importing;
using Crm.Kernel.Privacy;
using Crm.Kernel.Problems;
using Crm.Kernel.Purging;
using Crm.Kernel.Search;
using Crm.Kernel.Tags;
using Crm.Kernel.Undoing;
using Marten;
using Marten.Schema;
using Microsoft.Extensions.DependencyInjection;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace Crm.Contacts;

/// <summary>People a company knows, and the stages they go through.</summary>
public sealed class ContactsModule : IModule
{
    public const string Schema = "contacts";

    public void Services(IServiceCollection services, CrmSettings settings)
    {
        services.AddPermissions([.. ContactPermissions.All, .. ConsentPermissions.All]);
        services.AddScoped<IContactDirectory, ContactDirectory>().AddScoped<IContactAffiliations, ContactAffiliations>().AddScoped<CompanyDesk>().AddScoped<ContactWriting>().AddScoped<ContactMerging>().AddScoped<ConsentLedger>();
        services.AddSingleton(new ApiTag("Contacts", "The people a company knows, and what happened to them."));
        services.AddSingleton(new ApiTag("Contact stages", "The company's own ordered set of stages that contacts go through."));
        services.AddSingleton(new ApiTag("Consents", "What contacts allowed, refused and withdrew, for purposes that the company has settled."));
        services.AddSingleton<RecordSearch>(ContactSearch.All);
        services.AddSingleton(new RecordKind("contact", typeof(Contact), ContactCatalogue.Fields));
        services.AddSingleton<TaggedRecords>(new TaggedRecords<Contact>(Contact.Kind, ContactSet.Tell));
        services.AddSingleton<RecordExport>(ContactExport.All).AddSingleton<RecordImport, ContactImport>().AddSingleton<RecordUndo, ContactUndo>().AddSingleton<RecordBulk, ContactBulk>().AddSingleton<RecordPurge, ContactPurge>();
        services.AddSingleton<SubjectKind, ContactSubject>().AddSingleton<SubjectData, ContactSubjectData>();
        services.AddSingleton(new Uniqueness(typeof(EmailClaim), ContactProblems.EmailTaken));
    }

    public void Documents(StoreOptions options)
    {
        // Columns for what lists filter and sort by; where the default order follows a filter, one index serves both.
        options.Schema.For<Contact>().DatabaseSchemaName(Schema).WithCustomIndexes(Contact.Kind)
            .Duplicate(c => c.CreatedAt, configure: Index("?, id"))
            .Duplicate(c => c.UpdatedAt, configure: Index("?, id"))
            .Duplicate(c => c.Stage, configure: Index("?, created_at, id"))
            .Duplicate(c => c.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.CompanyId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.CompanyIds, pgType: "uuid[]", dbType: NpgsqlDbType.Array | NpgsqlDbType.Uuid, configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.EmailDomains, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.DupKeys, pgType: "text[]", configure: LikelyDuplicates.Index)
            .Duplicate(c => c.ConsentKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.MergedInto, configure: index => index.Predicate = "merged_into is not null")
            .Duplicate(c => c.FullNameKey, pgType: "text", configure: Index("?, id"))
            .Duplicate(c => c.FirstNameKey, pgType: "text", configure: Index("(? is null), coalesce(?, ''), id"))
            .Duplicate(c => c.LastNameKey, pgType: "text", configure: Index("(? is null), coalesce(?, ''), id"))
            .Duplicate(c => c.TagKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Index(c => c.CreatedAt, Trashed)
            .Index(c => c.FirstNameKey!, Descending("first_name_key"))
            .Index(c => c.LastNameKey!, Descending("last_name_key"))
            .Duplicate(c => c.SearchWords, pgType: "text", configure: SearchRegistration.Index)
            .Duplicate(c => c.SearchText, pgType: "text", configure: index => (index.Method, index.Mask) = (IndexMethod.gin, "? gin_trgm_ops"));
        options.Schema.For<Consent>().DatabaseSchemaName(Schema)
            .Duplicate(c => c.At, configure: index => index.Method = IndexMethod.brin)
            .Duplicate(c => c.ContactId, configure: Index("?, at, id"));
        options.Schema.For<ConsentPurposes>().DatabaseSchemaName(Schema);
        options.Schema.For<ContactMerge>().DatabaseSchemaName(Schema);
        options.Schema.For<CompanyMove>().DatabaseSchemaName(Schema);
        options.Schema.For<EmailClaim>().DatabaseSchemaName(Schema);
        options.Schema.For<StageSet>().DatabaseSchemaName(Schema);
    }

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<StageSet>(StageSet.OnlyId, ct) is not null) return;
        var stages = StageSet.OfANewTenant();
        stages.Touch("system", DatabaseTime.Clock.GetUtcNow());
        session.Insert(stages);
    }

    private static Action<DocumentIndex> Index(string mask) => index => index.Mask = mask;

    /// <summary>The trash is small beside what is live, and listed newest first.</summary>
    private static void Trashed(ComputedIndex index) =>
        (index.Name, index.Mask, index.Predicate) = ("mt_doc_contact_idx_trashed", "created_at, id", "mt_deleted");

    /// <summary>The other direction of a field that can be null: no value comes last in both, so neither index can be read backwards for the other.</summary>
    private static Action<ComputedIndex> Descending(string column) => index =>
        (index.Name, index.Mask) = ($"mt_doc_contact_idx_{column}_descending", $"({column} is not null), coalesce({column}, ''), id");
}
