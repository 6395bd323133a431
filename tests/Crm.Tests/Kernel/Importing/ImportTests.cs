using System.Net;
using System.Text;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Importing;

public sealed class ImportTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static int count;

    private Company Company => own.Company;
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task A_file_in_another_alphabet_with_semicolons_and_lines_in_cells_comes_in_but_for_its_bad_rows()
    {
        var (tag, text) = (Tag(), new StringBuilder("Vorname;Nachname;E-Mail;Telefon;Straße;PLZ;Ort;Land;Schlagworte\r\n"));
        for (var i = 0; i < 300; i++) text.Append($"Jörg;Müller {i};{(i % 100 == 7 ? "no address" : $"m{i}@{tag}.example")};+49 30 {1_000_000 + i};\"Weg {i}\nHinterhaus\";10115;Köln;Deutschland;{tag}, VIP\r\n".Replace("\nHinterhaus", i % 2 == 0 ? "" : " \"\"b\"\""));
        var done = await Imported.RunAsync(Owner, Encoding.Latin1.GetBytes(text.ToString()), new { onDuplicate = "allow" });

        (done.Import.Text("encoding"), done.Import.Text("delimiter")).ShouldBe(("windows-1252", ";"));
        (done.Count("create"), done.Count("error")).ShouldBe((297, 3));
        ((long)done.Job.Body["done"]!, (long)done.Job.Body["failedRows"]!).ShouldBe((300, 3));
        var bad = await done.RowsAsync(Owner);
        bad.Select(r => (long)r["row"]!).ShouldBe([9, 109, 209]);
        bad.ShouldAllBe(r => (string?)r["errors"]![0]!["column"] == "E-Mail");
        (await done.ErrorsAsync(Owner)).ShouldContain("no address");

        var contact = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}&q=m1@{tag}.example")).Data.ShouldHaveSingleItem();
        ((string?)contact["firstName"], (string?)contact["lastName"], (string?)contact["phones"]![0]!["number"]).ShouldBe(("Jörg", "Müller 1", "+49301000001"));
        ((string?)contact["address"]!["street"], (string?)contact["address"]!["city"], (string?)contact["address"]!["country"]).ShouldBe(("Weg 1 \"b\"", "Köln", "DE"));
        contact["tags"]!.AsArray().Select(t => (string?)t).ShouldBe([tag, "VIP"]);
        ((string?)contact["ownerId"]).ShouldBe(Owner.AccountId.ToString());
        await Eventually.EqualsAsync(1, async () => (await Owner.GetAsync($"/api/v1/contacts/{contact["id"]}/timeline")).Data.Count(e => (string?)e["kind"] == "contact.created"), TimeSpan.FromSeconds(20), "timeline");
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        var tag = Tag();
        var file = $"firstName,lastName,email,otherEmails,phone,jobTitle,tags,company,stage\nAda,One,a@{tag}.example,b@{tag}.example; c@{tag}.example,+49 30 123456,Boss,{tag}; x{tag},,lead\nBo,Two,d@{tag}.example,,,,{tag},,customer\n";
        (await Imported.RunAsync(Owner, file)).Count("create").ShouldBe(2);
        var before = await BytesAsync();
        var again = await Imported.RunAsync(Owner, file);
        (again.Count("unchanged"), again.Count("update"), again.Count("create")).ShouldBe((2, 0, 0));
        (await BytesAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task What_was_exported_comes_back_without_a_change(string format)
    {
        var company = await Company.Host.SignUpAsync();
        var owner = company.Owner;
        foreach (var i in Enumerable.Range(0, 40))
            (await owner.PostAsync("/api/v1/contacts?onDuplicate=allow", new
            {
                firstName = i % 5 == 0 ? null : $"=F{i}\"",
                lastName = $"Last, {i}; x",
                emails = Enumerable.Range(0, i % 4).Select(n => new { address = $"E{i}.{n}@round.example" }),
                phones = Enumerable.Range(0, i % 3).Select(n => new { raw = $"+49 30 {10000 + (i * 10) + n}", label = "work" }),
                tags = Enumerable.Range(0, i % 3).Select(n => $"t{n}"),
                address = i % 2 == 0 ? new { city = "Köln", country = "DE" } : null,
                jobTitle = i % 3 == 0 ? "-boss" : null,
            })).ShouldBe(HttpStatusCode.Created);
        var file = (await Exported.OfAsync(owner, new { @object = "contact", format })).File;
        await using var tenant = await company.Host.AdministratorAsync(company.Database);
        Task<string?> BytesAsync() => tenant.ExecuteScalarAsync<string>("select md5(string_agg(c::text, '|' order by id)) from contacts.mt_doc_contact c");
        var before = await BytesAsync();
        foreach (var blank in (string[])["keep", "clear"])
        {
            var done = await Imported.RunAsync(owner, file, new { key = "id", mode = "upsert", blankCells = blank });
            done.Import.Text("format").ShouldBe(format);
            (done.Count("unchanged"), done.Count("error")).ShouldBe((40, 0), (await done.RowsAsync(owner, "update")).Concat(await done.RowsAsync(owner)).FirstOrDefault()?.ToJsonString());
        }
        (await BytesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Rows_with_one_key_become_one_record_and_a_dry_run_writes_nothing()
    {
        var tag = Tag();
        var file = $"email,lastName,tags,jobTitle\nx@{tag}.example,Old,{tag},\nx@{tag}.example,New,{tag},Boss\nX@{tag}.EXAMPLE,New,{tag},Boss\n,,,\nnot,Bad,{tag},\n";
        var import = await Imported.UploadAsync(Owner, file);
        var before = await BytesAsync();
        var dry = await Imported.StartAsync(Owner, import.Id, "dry-run");
        (dry.Count("create"), dry.Count("update"), dry.Count("unchanged"), dry.Count("error")).ShouldBe((1, 1, 1, 1));
        ((bool)dry.Import.Body["outcome"]!["dryRun"]!).ShouldBeTrue();
        (await BytesAsync()).ShouldBe(before);

        var done = await Imported.StartAsync(Owner, import.Id);
        (done.Count("create"), done.Count("update"), done.Count("unchanged"), done.Count("error")).ShouldBe((1, 1, 1, 1));
        var contact = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data.ShouldHaveSingleItem();
        ((string?)contact["lastName"], (string?)contact["jobTitle"]).ShouldBe(("New", "Boss"));
        var created = await Imported.RunAsync(Owner, file, new { mode = "create", onDuplicate = "allow" });
        (await created.RowsAsync(Owner)).Select(r => (string?)r["errors"]![0]!["code"]).ShouldBe(["contact.emailTaken", "contact.emailTaken", "contact.emailTaken", "validation.regularExpression"]);
    }

    [Fact]
    public async Task Blank_cells_keep_or_clear_and_updates_find_only_what_is_there()
    {
        var tag = Tag();
        await Imported.RunAsync(Owner, $"email,lastName,jobTitle,tags\nk@{tag}.example,Keep,Boss,{tag}\n");
        var update = await Imported.RunAsync(Owner, $"email,lastName,jobTitle\nk@{tag}.example,Kept,\nnobody@{tag}.example,None,\n", new { mode = "update" });
        (update.Count("update"), update.Count("error")).ShouldBe((1, 1));
        ((string?)(await update.RowsAsync(Owner))[0]["errors"]![0]!["code"]).ShouldBe("import.notFound");
        var contact = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data.Single();
        ((string?)contact["lastName"], (string?)contact["jobTitle"]).ShouldBe(("Kept", "Boss"));
        await Imported.RunAsync(Owner, $"email,jobTitle\nk@{tag}.example,\n", new { mode = "update", blankCells = "clear" });
        (await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data.Single()["jobTitle"].ShouldBeNull();
    }

    [Fact]
    public async Task Likely_duplicates_are_passed_over_allowed_or_filled()
    {
        var tag = Tag();
        await Imported.RunAsync(Owner, $"firstName,lastName,phone,tags\nDora,Double {tag},+49 30 555555,{tag}\n", new { mode = "create" });
        var file = $"firstName,lastName,phone,jobTitle,tags\nDora,Double {tag},+49 30 555555,Boss,{tag}\n";
        var skipped = await Imported.RunAsync(Owner, file, new { mode = "create" });
        skipped.Count("skipped").ShouldBe(1);
        ((string?)(await skipped.RowsAsync(Owner, "skipped"))[0]["errors"]![0]!["code"]).ShouldBe("contact.duplicate");
        (await Imported.RunAsync(Owner, file, new { mode = "create", onDuplicate = "merge" })).Count("update").ShouldBe(1);
        ((string?)(await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data.Single()["jobTitle"]).ShouldBe("Boss");
        (await Imported.RunAsync(Owner, file, new { mode = "create", onDuplicate = "allow" })).Count("create").ShouldBe(1);
    }

    [Fact]
    public async Task Contacts_are_put_with_companies_by_domain_name_or_mail_and_companies_come_along()
    {
        var tag = Tag();
        var acme = (await Owner.PostAsync("/api/v1/companies", new { name = $"Acme {tag}", domains = new[] { $"acme-{tag}.example" } })).ShouldBe(HttpStatusCode.Created).Id;
        var file = $"lastName,email,company,website,tags\nA,a@{tag}.example,acme {tag},,{tag}\nB,b@{tag}.example,,https://www.acme-{tag}.example/about,{tag}\nC,c@acme-{tag}.example,,,{tag}\nD,d@{tag}.example,New {tag},new-{tag}.example,{tag}\nE,e@{tag}.example,New {tag},new-{tag}.example,{tag}\n";
        var refused = await Imported.RunAsync(Owner, file, act: "dry-run");
        (refused.Count("create"), refused.Count("error")).ShouldBe((3, 2));
        var done = await Imported.RunAsync(Owner, file, new { createCompanies = true });
        done.Count("create").ShouldBe(5);
        var contacts = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}&sort=lastName")).Data;
        contacts.Take(3).ShouldAllBe(c => (Guid)c["companyId"]! == acme);
        var made = (Guid)contacts[3]["companyId"]!;
        ((Guid)contacts[4]["companyId"]!).ShouldBe(made);
        var company = await Owner.GetAsync($"/api/v1/companies/{made}");
        (company.Text("name"), (string?)company.Body["domains"]![0]).ShouldBe(($"New {tag}", $"new-{tag}.example"));
    }

    [Fact]
    public async Task Companies_come_in_too_and_again_without_a_change()
    {
        var tag = Tag();
        var file = $"Company name;Domain;Employees;Annual revenue;Currency;City;Phone\nGlobex {tag};globex-{tag}.example;1.200;1.234.567,50;EUR;Springfield;+1 202 456 1111\nInitech {tag};\"{tag}.example, www.{tag}-2.example\";;;;;\nBad;not a domain;;;;;\n";
        var done = await Imported.RunAsync(Owner, file, kind: "company");
        (done.Count("create"), done.Count("error")).ShouldBe((2, 1), string.Join(",", (await done.RowsAsync(Owner)).Select(r => r.ToJsonString())));
        var globex = (await Owner.GetAsync($"/api/v1/companies?q=globex {tag}")).Data.Single();
        ((int)globex["numberOfEmployees"]!, (decimal)globex["annualRevenue"]!["amount"]!).ShouldBe((1200, 1234567.50m));
        (await Imported.RunAsync(Owner, file, kind: "company")).Count("unchanged").ShouldBe(2);
        (await Imported.RunAsync(Owner, $"Domain;Industry\ngloBex-{tag}.example;Steel\n", new { mode = "update" }, "company")).Count("update").ShouldBe(1);
        ((string?)(await Owner.GetAsync($"/api/v1/companies/{globex["id"]}")).Body["industry"]).ShouldBe("Steel");
    }

    [Fact]
    public async Task Own_fields_are_found_by_label_and_unique_ones_are_keys()
    {
        var tag = Tag();
        var (key, due) = ($"c{tag}", $"d{tag}");
        foreach (var field in new object[] { new { @object = "contact", key, label = $"Customer no {tag}", type = "text", unique = true }, new { @object = "contact", key = due, label = $"Due {tag}", type = "date" } })
            (await Owner.PostAsync("/api/v1/custom-fields", field)).ShouldBe(HttpStatusCode.Created);
        var file = $"Customer no {tag},Last name,Due {tag},tags\n1,A,31.12.2026,{tag}\n2,B,1.2.26,{tag}\n1,A2,,{tag}\n3,C,30.2.2026,{tag}\n";
        var done = await Imported.RunAsync(Owner, file);
        (done.Count("create"), done.Count("update"), done.Count("error")).ShouldBe((2, 1, 1));
        ((string?)(await done.RowsAsync(Owner))[0]["errors"]![0]!["column"]).ShouldBe($"Due {tag}");
        var contacts = (await Owner.GetAsync($"/api/v1/contacts?tag={tag}&sort=lastName")).Data;
        contacts.Select(c => ((string?)c["lastName"], (string?)c["custom"]![due])).ShouldBe([("A2", "2026-12-31"), ("B", "2026-02-01")]);
        ((string?)(await (await Imported.RunAsync(Owner, $"Customer no {tag},Last name\n2,Z\n", new { mode = "create", key = (string?)null, onDuplicate = "allow" })).RowsAsync(Owner))[0]["errors"]![0]!["code"]).ShouldBe("customField.valueTaken");
        (await Imported.RunAsync(Owner, file)).Count("create").ShouldBe(0);
    }

    private static string Tag() => $"i{Interlocked.Increment(ref count)}x{Guid.CreateVersion7():n}"[..12];

    private async Task<string?> BytesAsync()
    {
        await using var tenant = await Company.Host.AdministratorAsync(Company.Database);
        return await tenant.ExecuteScalarAsync<string>("""
            select concat((select md5(string_agg(c::text, '|' order by id)) from contacts.mt_doc_contact c), (select md5(string_agg(c::text, '|' order by id)) from contacts.mt_doc_emailclaim c),
              (select md5(string_agg(c::text, '|' order by id)) from kernel.mt_doc_tag c), (select count(*) from kernel.changes where object in ('contact', 'tag', 'company')))
            """);
    }
}
