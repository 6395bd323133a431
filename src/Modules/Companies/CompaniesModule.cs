using Crm.Contracts.Companies;
using Crm.Kernel;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
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
        services.AddScoped<ICompanyDirectory, CompanyDirectory>();
        services.AddSingleton(new ApiTag("Companies", "The organizations that contacts work for, and which of them belong to which."));
        services.AddSingleton(new RecordKind("company", typeof(Company), CompanyCatalogue.Fields));
        services.AddSingleton(new Uniqueness(typeof(DomainClaim), CompanyProblems.DomainTaken));
    }

    public void Documents(StoreOptions options)
    {
        // Columns for what lists filter and sort by; where the default order follows a filter, one index serves both.
        options.Schema.For<Company>().DatabaseSchemaName(Schema)
            .Duplicate(c => c.CreatedAt, configure: Index("?, id"))
            .Duplicate(c => c.UpdatedAt, configure: Index("?, id"))
            .Duplicate(c => c.OwnerId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.ParentId, configure: Index("?, created_at, id"))
            .Duplicate(c => c.IndustryKey, pgType: "text", configure: Index("?, created_at, id"))
            .Duplicate(c => c.NameKey, pgType: "text", configure: Index("?, id"))
            .Duplicate(c => c.Domains, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.TagKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Index(c => c.CreatedAt, Trashed)
            .Duplicate(c => c.SearchText, pgType: "text", configure: index => (index.Method, index.Mask) = (IndexMethod.gin, "? gin_trgm_ops"));
        options.Schema.For<DomainClaim>().DatabaseSchemaName(Schema);
    }

    private static Action<DocumentIndex> Index(string mask) => index => index.Mask = mask;

    /// <summary>The trash is small beside what is live, and listed newest first.</summary>
    private static void Trashed(ComputedIndex index) =>
        (index.Name, index.Mask, index.Predicate) = ("mt_doc_company_idx_trashed", "created_at, id", "mt_deleted");
}
