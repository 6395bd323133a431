using Crm.Companies.Importing;
using Crm.Companies.Merging;
using Crm.Companies.Sets;
using Crm.Companies.Undoing;
using Crm.Contracts.Companies;
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
using Weasel.Postgresql.Tables;

namespace Crm.Companies;

/// <summary>Organizations a company deals with, and how they belong together.</summary>
public sealed class CompaniesModule : IModule
{
    public const string Schema = "companies";

    public void Services(IServiceCollection services, CrmSettings settings)
    {
        services.AddPermissions(CompanyPermissions.All);
        services.AddScoped<ICompanyDirectory, CompanyDirectory>().AddScoped<CompanyWriting>().AddScoped<CompanyMerging>();
        services.AddSingleton(new ApiTag("Companies", "The organizations that contacts work for, and which of them belong to which."));
        services.AddSingleton<RecordSearch>(CompanySearch.All);
        services.AddSingleton(new RecordKind("company", typeof(Company), CompanyCatalogue.Fields));
        services.AddSingleton<TaggedRecords>(new TaggedRecords<Company>(Company.Kind, CompanySet.Tell));
        services.AddSingleton<RecordExport>(CompanyExport.All).AddSingleton<RecordImport, CompanyImport>().AddSingleton<RecordUndo, CompanyUndo>().AddSingleton<RecordBulk, CompanyBulk>().AddSingleton<RecordPurge, CompanyPurge>().AddSingleton<SubjectData, CompanySubjectData>();
        services.AddSingleton(new Uniqueness(typeof(DomainClaim), CompanyProblems.DomainTaken));
    }

    public void Documents(StoreOptions options)
    {
        // Columns for what lists filter and sort by; where the default order follows a filter, one index serves both.
        options.Schema.For<Company>().DatabaseSchemaName(Schema).WithCustomIndexes(Company.Kind)
            .Duplicate(c => c.CreatedAt, configure: Index("?, id"))
            .Duplicate(c => c.UpdatedAt, configure: Index("?, id"))
            .Duplicate(c => c.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.ParentId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.IndustryKey, pgType: "text", configure: Index("?, created_at, id"))
            .Duplicate(c => c.NameKey, pgType: "text", configure: Index("?, id"))
            .Duplicate(c => c.Domains, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.DupKeys, pgType: "text[]", configure: LikelyDuplicates.Index)
            .Duplicate(c => c.TagKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.EmployeesKey, pgType: "numeric", configure: Index("(? is null), coalesce(?, 0), id"))
            .Duplicate(c => c.RevenueKey, pgType: "numeric", configure: Index("(? is null), coalesce(?, 0), id"))
            .Index(c => c.EmployeesKey!, Descending("employees_key"))
            .Index(c => c.RevenueKey!, Descending("revenue_key"))
            .Index(c => c.CreatedAt, Trashed)
            .Duplicate(c => c.SearchWords, pgType: "text", configure: SearchRegistration.Index)
            .Duplicate(c => c.SearchText, pgType: "text", configure: index => (index.Method, index.Mask) = (IndexMethod.gin, "? gin_trgm_ops"));
        options.Schema.For<CompanyMerge>().DatabaseSchemaName(Schema);
        options.Schema.For<DomainClaim>().DatabaseSchemaName(Schema);
    }

    /// <summary>The other direction of a field that can be null: no value comes last in both, so neither index can be read backwards for the other.</summary>
    private static Action<ComputedIndex> Descending(string column) => index =>
        (index.Name, index.Mask) = ($"mt_doc_company_idx_{column}_descending", $"({column} is not null), coalesce({column}, 0), id");

    private static Action<DocumentIndex> Index(string mask) => index => index.Mask = mask;

    /// <summary>The trash is small beside what is live, and listed newest first.</summary>
    private static void Trashed(ComputedIndex index) =>
        (index.Name, index.Mask, index.Predicate) = ("mt_doc_company_idx_trashed", "created_at, id", "mt_deleted");
}
