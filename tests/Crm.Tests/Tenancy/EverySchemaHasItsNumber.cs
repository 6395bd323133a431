using Crm.Kernel.Control;
using Crm.Tenancy;
using Crm.Tenancy.Migrations;
using Crm.Tests.Support;
using Marten;
using Marten.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Weasel.Core.Migrations;
using Wolverine.Runtime;
using Xunit;

namespace Crm.Tests.Tenancy;

public class EverySchemaHasItsNumber(CrmHost host)
{
    private const string Record = "src/Tenancy/Release.txt";

    [Fact]
    public void A_changed_schema_has_a_new_one()
    {
        var fingerprint = EmbeddedScripts.Fingerprint(Definitions())[..32];
        var recorded = File.ReadAllLines(Repository.Path(Record)).Select(line => line.Split(' ')).ToDictionary(line => int.Parse(line[0]), line => line[1]);

        (recorded.GetValueOrDefault(Release.Schema) == fingerprint).ShouldBeTrue($"""
            The schema of tenants' databases is not the one that number {Release.Schema} stands for, so no tenant would be migrated to it.
            Raise Release.Schema in src/Tenancy/Release.cs, and add the line "<number> {fingerprint}" to {Record}.
            Only a number that no release has had yet may have its line replaced.
            """);
        recorded.Keys.Max().ShouldBe(Release.Schema);
    }

    [Fact]
    public void The_fingerprint_is_of_documents_messages_and_scripts()
    {
        var definitions = string.Join('\n', Definitions());
        foreach (var part in (string[])["mt_doc_contact", "wolverine_incoming_envelopes", "attach_change_logs"]) definitions.ShouldContain(part);
    }

    private IEnumerable<string> Definitions()
    {
        using var source = NpgsqlDataSource.Create(host.Settings.Postgres);
        using var documents = new MartenDatabase((StoreOptions)host.Services.GetRequiredService<IDocumentStore>().Options, source, "fingerprint");
        yield return documents.ToDatabaseScript();
        yield return ((IDatabase)host.Services.GetRequiredService<IWolverineRuntime>().MainDatabase()).ToDatabaseScript();
        foreach (var (_, sql) in host.Services.GetRequiredService<EmbeddedScripts>().For("tenant")) yield return sql;
    }
}
