using System.IO.Compression;
using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Importing;

/// <summary>What a file may be like, and what is proposed for it.</summary>
public sealed class ImportFilesTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private static int count;

    private Company Company => own.Company;
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Odd_files_are_explained()
    {
        (await Imported.UploadAsync(Owner, "")).ShouldFail(422, "import.empty");
        (await Imported.UploadAsync(Owner, "email,lastName\r\n")).ShouldFail(422, "import.empty");
        (await Imported.UploadAsync(Owner, [(byte)'P', (byte)'K', 3, 4, 1, 2, 3])).ShouldFail(422, "import.unreadable");
        (await Imported.UploadAsync(Owner, "a,b\n1,2", "note")).ShouldFail(422, "validation.failed");
        var tag = Tag();
        var file = $"email,lastName,tags\na@{tag}.example,More,{tag},surplus\nb@{tag}.example\nc@{tag}.example,\"N\0ul\",{tag}\nd@{tag}.example,{new string('x', 20_000_000)},{tag}\ne@{tag}.example,Good,{tag}\nf@{tag}.example,\"never closed,{tag}\n";
        var done = await Imported.RunAsync(Owner, file);
        (done.Count("create"), done.Count("error")).ShouldBe((2, 4));
        (await done.RowsAsync(Owner)).Select(r => ((long)r["row"]!, (string?)r["errors"]![0]!["code"])).ShouldBe([(2, "import.ragged"), (4, "import.nul"), (5, "import.cellTooLong"), (7, "import.quoteOpen")]);
    }

    [Theory]
    [InlineData("<c r='A2' t='inlineStr'><is><t>", "</t></is></c>")]
    [InlineData("<c r='A2", "'/>")]
    public async Task A_cell_that_unpacks_to_very_much_is_not_read_into_memory(string before, string after)
    {
        using var workbook = new MemoryStream();
        using (var zip = new ZipArchive(workbook, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using (var book = new StreamWriter(zip.CreateEntry("xl/workbook.xml").Open())) await book.WriteAsync("<workbook/>");
            await using var sheet = new StreamWriter(zip.CreateEntry("xl/worksheets/sheet1.xml").Open());
            await sheet.WriteAsync($"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>Last name</t></is></c></row><row r='2'>{before}");
            var much = new string('A', 1_000_000);
            for (var i = 0; i < 100; i++) await sheet.WriteAsync(much);
            await sheet.WriteAsync($"{after}</row></sheetData></worksheet>");
        }
        (await Imported.UploadAsync(Owner, workbook.ToArray())).ShouldFail(422, "import.unreadable");
    }

    [Fact]
    public async Task The_error_file_computes_nothing_and_can_be_imported_again()
    {
        var tag = Tag();
        var done = await Imported.RunAsync(Owner, $"email,lastName,tags\n=cmd|x,+HYPERLINK(1),{tag}\n");
        var errors = await done.ErrorsAsync(Owner);
        errors.ShouldContain("'=cmd|x");
        errors.ShouldContain("import.errors");
        var again = await Imported.RunAsync(Owner, errors.Replace("'=cmd|x", $"fixed@{tag}.example"));
        again.Count("create").ShouldBe(1);
        ((string?)(await Owner.GetAsync($"/api/v1/contacts?tag={tag}")).Data.Single()["lastName"]).ShouldBe("+HYPERLINK(1)");
    }

    [Fact]
    public async Task Exports_of_other_programs_are_recognised_and_mappings_remembered()
    {
        foreach (var (preset, header, fields) in ((string, string, string[])[])[
            ("hubspot", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company", ["", "firstName", "lastName", "email", "phone", "ownerId", "company"]),
            ("salesforce", "Salutation,First Name,Last Name,Title,Account Name,Mailing City,Email", ["", "firstName", "lastName", "jobTitle", "company", "address.city", "email"]),
            ("pipedrive", "Person - Name,Person - Email - Work,Person - Phone - Work,Person - Organization", ["fullName", "email", "phone", "company"]),
            ("twenty", "Id,Name / First Name,Name / Last Name,Emails / Primary Email,Job Title", ["", "firstName", "lastName", "email", "jobTitle"])])
        {
            var import = (await Imported.UploadAsync(Owner, $"{header}\n{string.Join(',', fields.Select(_ => "x"))}\n")).ShouldBe(HttpStatusCode.Created);
            import.Text("preset").ShouldBe(preset);
            import.Body["terms"]!["mapping"]!.AsArray().Select(m => (string)m!).ShouldBe(fields);
        }
        var unnamed = (await Imported.UploadAsync(Owner, "ada@x.example,+49 30 123456,Ada\nbo@x.example,+49 30 123457,Bo\n")).ShouldBe(HttpStatusCode.Created);
        ((bool)unnamed.Body["hasHeader"]!).ShouldBeFalse();
        unnamed.Body["terms"]!["mapping"]!.AsArray().Select(m => (string)m!).ShouldBe(["email", "phone", ""]);

        var odd = (await Imported.UploadAsync(Owner, "Wer,Wo\nAda,a@odd.example\n")).ShouldBe(HttpStatusCode.Created);
        (await Owner.PatchAsync($"/api/v1/imports/{odd.Id}", new { mapping = new[] { "lastName", "email" }, key = "email", mode = "upsert" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PostAsync("/api/v1/import-mappings", new { name = "Odd", importId = odd.Id })).ShouldBe(HttpStatusCode.Created);
        (await Owner.GetAsync("/api/v1/import-mappings")).Data.Select(m => (string?)m["name"]).ShouldContain("Odd");
        var next = (await Imported.UploadAsync(Owner, "WER,wo\nBo,b@odd.example\n")).ShouldBe(HttpStatusCode.Created);
        next.Body["mappingId"].ShouldNotBeNull();
        next.Body["terms"]!["mapping"]!.AsArray().Select(m => (string)m!).ShouldBe(["lastName", "email"]);
    }

    [Fact]
    public async Task Terms_that_do_not_fit_are_refused_at_once()
    {
        var import = (await Imported.UploadAsync(Owner, "email,lastName\na@x.example,A\n")).Id;
        (await Owner.GetAsync($"/api/v1/imports/{import}/rows")).ShouldFail(409, "import.nothingFound");
        (await Owner.PatchAsync($"/api/v1/imports/{import}", new { mapping = new[] { "email", "email" }, key = "lastName", ownerId = Guid.CreateVersion7() })).ShouldFail(422, "validation.failed", "/mapping/1", "/key", "/ownerId");
        (await Owner.PatchAsync($"/api/v1/imports/{import}", new { mapping = new[] { "nothing" } })).ShouldFail(422, "validation.failed", "/mapping", "/mapping/0");
    }

    [Fact]
    public async Task An_import_is_its_uploaders_own()
    {
        var import = (await Imported.UploadAsync(Owner, "email,lastName\nmine@x.example,A\n")).Id;
        var (admin, stranger) = (await Company.JoinAsync("admin"), (await Company.Host.SignUpAsync()).Owner);
        foreach (var other in new[] { admin, stranger })
        {
            (await other.GetAsync($"/api/v1/imports/{import}")).ShouldFail(404, "request.notFound");
            (await other.PostAsync($"/api/v1/imports/{import}/runs")).ShouldFail(404, "request.notFound");
            (await other.GetAsync($"/api/v1/imports/{import}/rows")).ShouldFail(404, "request.notFound");
            (await other.GetAsync("/api/v1/imports")).Data.ShouldBeEmpty();
        }
        (await (await Company.JoinAsync("readOnly")).GetAsync("/api/v1/imports")).ShouldFail(403, "auth.forbidden");
    }

    private static string Tag() => $"f{Interlocked.Increment(ref count)}x{Guid.CreateVersion7():n}"[..12];
}
