using Crm.Kernel.ChangeLog;
using Crm.Tests.Support;
using Dapper;
using Marten;
using Marten.Schema;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Crm.Tests.Architecture;

/// <summary>In a company's database as it is made: what the change log sees.</summary>
public class EveryDocumentIsLogged(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private const string Unlogged = """
        select c.oid::regclass::text from pg_class c
        where c.relname like 'mt\_doc\_%' and c.relkind in ('r', 'p') and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'change\_log\_%' and t.tgenabled = 'O') <> 4
        order by 1
        """;

    [Fact]
    public async Task Every_table_of_documents_has_the_change_logs_triggers_but_those_that_declare_why_not()
    {
        await using var connection = await host.AdministratorAsync(own.Company.Database);
        (await connection.ExecuteScalarAsync<int>("select count(*) from pg_trigger where tgname like 'change\\_log\\_%'")).ShouldBeGreaterThan(8);
        (await UnloggedAsync(connection)).ShouldBe(Declared().Select(d => d.TableName.QualifiedName).Order());
    }

    [Fact]
    public void Whoever_is_not_logged_gives_a_reason() =>
        Declared().Select(d => ((NotLoggedAttribute)Attribute.GetCustomAttribute(d.DocumentType, typeof(NotLoggedAttribute))!).Reason).ShouldAllBe(reason => reason.Length > 15);

    [Fact]
    public async Task A_table_without_them_is_found()
    {
        await using var connection = await host.AdministratorAsync(own.Company.Database);
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("create table kernel.mt_doc_forgotten (id uuid primary key, data jsonb)");
        (await UnloggedAsync(connection)).ShouldContain("kernel.mt_doc_forgotten");
    }

    private static async Task<List<string>> UnloggedAsync(NpgsqlConnection connection) => (await connection.QueryAsync<string>(Unlogged)).Order().ToList();

    private IEnumerable<IDocumentType> Declared() => host.Services.GetRequiredService<IDocumentStore>().Options.AllKnownDocumentTypes()
        .Where(d => d.DocumentType.IsDefined(typeof(NotLoggedAttribute), false));
}
