using Crm.Contracts.Contacts;
using Crm.Kernel.Access;
using Crm.Kernel.Lists;
using Marten;

namespace Crm.Contacts;

internal sealed class ContactDirectory(IDocumentSession session) : IContactDirectory
{
    // Loaded and not counted: a contact out of the caller's reach is not there.
    public async Task<bool> ExistsAsync(Guid contactId, CancellationToken ct) => await session.LoadAsync<Contact>(contactId, ct) is { Deleted: false };

    public async Task<IReadOnlyDictionary<Guid, int>?> CountAsync(IReadOnlyCollection<GroupedCompany> companies, CancellationToken ct)
    {
        var rights = Rights.Current;
        if (rights is not null && (!rights.Permissions.ContainsKey(ContactPermissions.Read) || ContactView.HidesCompanies(rights))) return null;
        var reach = rights?.Within(ContactPermissions.Read) ?? new Condition("true");
        var sql = $"""
            select jsonb_build_object('group', g.id, 'contacts', count(distinct d.id))
            from unnest(?::uuid[], ?::uuid[]) as g(id, company) join {session.DocumentStore.Options.Schema.For<Contact>()} as d on d.company_ids @> array[g.company]
            where not d.mt_deleted and {reach.Sql} group by g.id
            """;
        var counted = await session.AdvancedSql.QueryAsync<Counted>(sql, ct, [companies.Select(c => c.Group).ToArray(), companies.Select(c => c.CompanyId).ToArray(), .. reach.Values]);
        return counted.ToDictionary(c => c.Group, c => c.Contacts);
    }

    private sealed record Counted(Guid Group, int Contacts);
}
