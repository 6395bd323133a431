using Crm.Contacts.Stages;
using Crm.Contacts.Tags;
using Crm.Contracts.Contacts;
using Crm.Kernel;
using Crm.Kernel.Problems;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Weasel.Postgresql.Tables;

namespace Crm.Contacts;

/// <summary>People a company knows, the stages they go through and the tags they bear.</summary>
public sealed class ContactsModule : IModule
{
    public const string Schema = "contacts";

    public void Services(IServiceCollection services, CrmSettings settings)
    {
        services.AddPermissions(ContactPermissions.All);
        services.AddScoped<IContactDirectory, ContactDirectory>();
        services.AddSingleton(new Uniqueness(typeof(EmailClaim), ContactProblems.EmailTaken));
    }

    public void Documents(StoreOptions options)
    {
        options.Schema.For<Contact>().DatabaseSchemaName(Schema)
            .Duplicate(c => c.Stage)
            .Duplicate(c => c.OwnerId)
            .Duplicate(c => c.CompanyId)
            .Duplicate(c => c.CreatedAt)
            .Duplicate(c => c.UpdatedAt)
            .Duplicate(c => c.TagKeys, pgType: "text[]", configure: index => index.Method = IndexMethod.gin)
            .Duplicate(c => c.SearchText, configure: index => (index.Method, index.Mask) = (IndexMethod.gin, "? gin_trgm_ops"));
        options.Schema.For<EmailClaim>().DatabaseSchemaName(Schema);
        options.Schema.For<StageSet>().DatabaseSchemaName(Schema);
        options.Schema.For<Tag>().DatabaseSchemaName(Schema);
    }

    public async Task Seed(IDocumentSession session, NewTenant tenant, CancellationToken ct)
    {
        if (await session.LoadAsync<StageSet>(StageSet.OnlyId, ct) is null) session.Insert(StageSet.OfANewTenant());
    }
}
