using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Crm.Tests.Support;
using CsvHelper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Exports;

public sealed class ExportTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Csv_is_read_back_and_computes_nothing()
    {
        var tag = await SampleAsync();
        var export = await Exported.OfAsync(Owner, new { @object = "contact", format = "csv", filter = Tagged(tag), sort = new[] { new { field = "lastName" } } });

        (export.MediaType, export.Name).ShouldBe(("text/csv", $"contacts-{DateTime.UtcNow:yyyy-MM-dd}.csv"));
        export.File[..3].ShouldBe(Encoding.UTF8.GetPreamble());
        export.Text.ShouldContain("\r\n");
        var rows = Csv(export.File);
        rows.Select(r => r["lastName"]).ShouldBe(["Bär, \"Bo\"", "'=HYPERLINK(1)"], ignoreOrder: true);
        var bear = rows.Single(r => r["lastName"].StartsWith('B'));
        (bear["firstName"], bear["email"], bear["otherEmails"], bear["phone"], bear["jobTitle"]).ShouldBe(("'+1+1", $"one@{tag}.example", $"two@{tag}.example", "+493012345678", "'@cmd"));
        (bear["address.city"], bear["tags"]).ShouldBe(("Köln", tag));
        var job = export.Job.Body;
        ((long)job["total"]!, (long)job["done"]!, (string)job["result"]!["mediaType"]!, (long)job["result"]!["bytes"]!).ShouldBe((2, 2, "text/csv; charset=utf-8", export.File.Length));
    }

    [Fact]
    public async Task Ndjson_is_what_the_api_shows()
    {
        var tag = await SampleAsync();
        var asked = new { @object = "contact", format = "ndjson", filter = Tagged(tag), sort = new[] { new { field = "createdAt" } } };
        var lines = (await Exported.OfAsync(Owner, asked)).Text.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetRawText()).ToList();
        lines.ShouldBe((await Owner.GetAsync($"/api/v1/contacts?tag={tag}&sort=createdAt")).Data.Select(c => JsonDocument.Parse(c.ToJsonString()).RootElement).Select(e => JsonSerializer.Serialize(e, Crm.Kernel.Http.Json.Options)));

        var sparse = (await Exported.OfAsync(Owner, new { @object = "contact", format = "ndjson", filter = Tagged(tag), fields = new[] { "lastName" } })).Text.TrimEnd('\n').Split('\n');
        sparse.Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject().Single().Name).ShouldAllBe(name => name == "lastName");
    }

    [Fact]
    public async Task Xlsx_is_a_workbook_of_texts()
    {
        var tag = await SampleAsync();
        var export = await Exported.OfAsync(Owner, new { @object = "contact", format = "xlsx", filter = Tagged(tag), sort = new[] { new { field = "createdAt" } }, fields = new[] { "lastName", "emails" } });
        using var archive = new ZipArchive(new MemoryStream(export.File));
        archive.Entries.Select(e => e.FullName).ShouldBe(["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]);
        foreach (var entry in archive.Entries) await using (var xml = entry.Open()) XDocument.Load(xml).Root.ShouldNotBeNull();
        XNamespace main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        await using var sheet = archive.Entries[^1].Open();
        XDocument.Load(sheet).Descendants(main + "row").Select(row => string.Join('|', row.Elements(main + "c").Select(c => c.Value)))
            .ShouldBe(["lastName|email|otherEmails", $"Bär, \"Bo\"|one@{tag}.example|two@{tag}.example", "=HYPERLINK(1)||"]);
    }

    [Fact]
    public async Task Cards_are_escaped_and_folded()
    {
        var tag = await SampleAsync();
        var export = await Exported.OfAsync(Owner, new { @object = "contact", format = "vcard", filter = Tagged(tag), sort = new[] { new { field = "createdAt" } } });
        (export.MediaType, export.Name[^4..]).ShouldBe(("text/vcard", ".vcf"));
        export.Text.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        var lines = export.Text.Replace("\r\n ", "").Split("\r\n");
        lines[..2].ShouldBe(["BEGIN:VCARD", "VERSION:4.0"]);
        lines.ShouldContain("N:Bär\\, \"Bo\";+1+1;;;");
        lines.ShouldContain($"EMAIL;PREF=1:one@{tag}.example");
        lines.ShouldContain("TEL;VALUE=uri;PREF=1:tel:+493012345678");
        lines.ShouldContain($"ADR:;;{new string('ü', 60)};Köln;;;DE");
        lines.Count(line => line == "END:VCARD").ShouldBe(2);
    }

    [Fact]
    public async Task It_holds_only_what_its_starter_may_see()
    {
        var tag = await SampleAsync();
        var role = (await Owner.PostAsync("/api/v1/roles", new
        {
            name = $"r{Guid.CreateVersion7():n}",
            permissions = new[] { ("contacts.read", "own"), ("contacts.write", "own"), ("records.export", "all"), ("jobs.read", "all") }.Select(p => new { permission = p.Item1, scope = p.Item2 }),
            fields = new[] { new { @object = "contact", field = "emails", access = "hidden" } },
        })).ShouldBe(HttpStatusCode.Created).Id;
        var seller = await own.Company.JoinAsync(role.ToString());
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "Mine", ownerId = seller.AccountId, tags = new[] { tag }, emails = new[] { new { address = $"mine@{tag}.example" } } })).ShouldBe(HttpStatusCode.Created);

        foreach (var format in (string[])["csv", "ndjson", "xlsx", "vcard"])
        {
            var export = await Exported.OfAsync(seller, new { @object = "contact", format, filter = Tagged(tag) });
            ((long)export.Job.Body["total"]!).ShouldBe(1, format);
            var text = format == "xlsx" ? Unzipped(export.File) : export.Text;
            text.ShouldContain("Mine");
            text.ShouldNotContain("mail");
            text.ShouldNotContain($"@{tag}");
        }
        (await seller.PostAsync("/api/v1/exports", new { @object = "contact", format = "csv", fields = new[] { "emails" } })).ShouldFail(403, "access.fieldHidden", "/fields/0");
        (await seller.PostAsync("/api/v1/exports", new { @object = "contact", format = "csv", filter = new { field = "email", op = "eq", value = "x@y.example" } })).ShouldFail(403, "access.fieldHidden");
        (await seller.PostAsync("/api/v1/exports", new { @object = "contact", format = "csv", sort = new[] { new { field = "fullName" } } })).ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_at_once()
    {
        async Task<Answer> StartAsync(object asked) => await Owner.PostAsync("/api/v1/exports", asked);
        (await StartAsync(new { @object = "contact", format = "csv", filter = new { field = "nonsense", op = "eq", value = 1 } })).ShouldFail(422, "filter.invalid", "/filter/field");
        (await StartAsync(new { @object = "nothing", format = "csv" })).ShouldFail(422, "validation.failed", "/object");
        (await StartAsync(new { @object = "contact", format = "pdf" })).ShouldFail(422, "validation.failed", "/format");
        (await StartAsync(new { @object = "contact", format = "csv", fields = new[] { "lastName", "nonsense" } })).ShouldFail(422, "validation.failed", "/fields/1");
        (await StartAsync(new { @object = "contact", format = "csv", sort = new[] { new { field = "nonsense" } } })).ShouldFail(400, "request.invalid", "/sort/0/field");
        (await (await own.Company.JoinAsync("member")).PostAsync("/api/v1/exports", new { @object = "contact", format = "csv" })).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task Nothing_to_export_and_the_trash()
    {
        var tag = await SampleAsync();
        Csv((await Exported.OfAsync(Owner, new { @object = "contact", format = "csv", filter = Tagged(tag), trashed = true })).File).ShouldBeEmpty();
        var one = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data[0];
        (await Owner.DeleteAsync($"/api/v1/contacts/{one["id"]}", "*")).ShouldBe(HttpStatusCode.NoContent);
        Csv((await Exported.OfAsync(Owner, new { @object = "contact", format = "csv", filter = Tagged(tag), trashed = true })).File).Single()["id"].ShouldBe((string)one["id"]!);
    }

    private static object Tagged(string tag) => new { field = "tags", op = "anyOf", value = new[] { tag } };

    internal static List<Dictionary<string, string>> Csv(byte[] file)
    {
        using var csv = CsvReader.Create(file, CsvReaderOptions.Default);
        List<Dictionary<string, string>> rows = [];
        while (csv.Read()) rows.Add(csv.Headers.ToArray().Index().ToDictionary(h => h.Item, h => csv.GetString(h.Index)));
        return rows;
    }

    private static string Unzipped(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        using var sheet = new StreamReader(archive.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        return sheet.ReadToEnd();
    }

    [Fact]
    public async Task The_companys_own_fields_have_columns_of_companies_too()
    {
        foreach (var (key, type) in new[] { ("tier", "text"), ("budget", "money"), ("langs", "multiSelect") })
            (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "company", key, type, label = key, options = type == "multiSelect" ? new[] { new { key = "de", label = "German" }, new { key = "en", label = "English" } } : [] }))
                .ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync("/api/v1/companies", new
        {
            name = "Exported Ltd",
            domains = new[] { "exported.example" },
            annualRevenue = new { amount = 12.5m, currency = "EUR" },
            custom = new { tier = "=gold", budget = new { amount = 7.25m, currency = "CHF" }, langs = new[] { "de", "en" } },
        })).ShouldBe(HttpStatusCode.Created);

        var row = Csv((await Exported.OfAsync(Owner, new { @object = "company", format = "csv" })).File).Single();
        (row["name"], row["domains"], row["annualRevenue.amount"], row["annualRevenue.currency"]).ShouldBe(("Exported Ltd", "exported.example", "12.5", "EUR"));
        (row["custom.tier"], row["custom.budget"], row["custom.langs"]).ShouldBe(("'=gold", "7.25 CHF", "de; en"));
        var card = (await Exported.OfAsync(Owner, new { @object = "company", format = "vcard" })).Text;
        card.ShouldContain("KIND:org\r\nFN:Exported Ltd\r\nORG:Exported Ltd\r\n");
        Csv((await Exported.OfAsync(Owner, new { @object = "company", format = "csv", fields = new[] { "name" } })).File).Single().Keys.ShouldBe(["name"]);
    }

    private async Task<string> SampleAsync()
    {
        var tag = $"t{Guid.CreateVersion7():n}";
        (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new
        {
            firstName = "+1+1",
            lastName = "Bär, \"Bo\"",
            jobTitle = "@cmd",
            tags = new[] { tag },
            emails = new[] { new { address = $"two@{tag}.example", primary = false }, new { address = $"one@{tag}.example", primary = true } },
            phones = new[] { new { raw = "+49 30 12345678" } },
            address = new { street = new string('ü', 60), city = "Köln", country = "DE" },
        })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new { lastName = "=HYPERLINK(1)", tags = new[] { tag } })).ShouldBe(HttpStatusCode.Created);
        return tag;
    }
}
