using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Importing;

public sealed class ImportRightsTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    private Company Company => own.Company;
    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task Who_may_change_only_their_own_records_changes_no_others_by_a_file()
    {
        var member = await WithRoleAsync("own", "own", []);
        (await Owner.PostAsync("/api/v1/contacts", new { lastName = "Theirs", emails = new[] { new { address = "theirs@rights.example" } } })).ShouldBe(HttpStatusCode.Created);
        (await member.PostAsync("/api/v1/contacts", new { lastName = "Mine", emails = new[] { new { address = "mine@rights.example" } } })).ShouldBe(HttpStatusCode.Created);
        var done = await Imported.RunAsync(member, "email,lastName\ntheirs@rights.example,Taken\nmine@rights.example,Changed\nnew@rights.example,New\n");
        (done.Count("create"), done.Count("update"), done.Count("error")).ShouldBe((1, 1, 1));
        (await done.RowsAsync(member)).Select(r => ((long)r["row"]!, (string?)r["errors"]![0]!["code"])).ShouldBe([(2, "contact.emailTaken")]);
        (await Owner.GetAsync("/api/v1/contacts?q=theirs@rights.example")).Data.Single()["lastName"]!.ToString().ShouldBe("Theirs");

        var reader = await WithRoleAsync("all", "own", []);
        var refused = await Imported.RunAsync(reader, "email,lastName\ntheirs@rights.example,Taken\n");
        ((string?)(await refused.RowsAsync(reader))[0]["errors"]![0]!["code"]).ShouldBe("access.recordReadOnly");
    }

    [Fact]
    public async Task Fields_that_a_role_may_not_write_are_not_mapped_and_nobody_imports_what_they_may_not_write()
    {
        var member = await WithRoleAsync("all", "all", [new { @object = "contact", field = "jobTitle", access = "read" }]);
        var import = (await Imported.UploadAsync(member, "email,lastName,jobTitle\na@ruled.example,A,Boss\n")).ShouldBe(HttpStatusCode.Created);
        (await member.PostAsync($"/api/v1/imports/{import.Id}/runs")).ShouldFail(422, "validation.failed", "/mapping/2");
        (await member.PatchAsync($"/api/v1/imports/{import.Id}", new { mapping = new[] { "email", "lastName", "" } })).ShouldBe(HttpStatusCode.OK);
        (await Imported.StartAsync(member, import.Id)).Count("create").ShouldBe(1);
        (await Imported.UploadAsync(member, "name\nAcme\n", "company")).ShouldFail(403, "auth.forbidden");
        (await member.PatchAsync($"/api/v1/imports/{import.Id}", new { createCompanies = true })).ShouldBe(HttpStatusCode.OK);
        (await member.PostAsync($"/api/v1/imports/{import.Id}/runs")).ShouldFail(403, "auth.forbidden");
    }

    [Fact]
    public async Task Owners_are_members_by_address_or_id()
    {
        var member = await Company.JoinAsync("member");
        var done = await Imported.RunAsync(Owner, $"email,lastName,owner\no1@owned.example,A,{member.Email}\no2@owned.example,B,{member.AccountId}\no3@owned.example,C,nobody@nowhere.example\no4@owned.example,D,\n");
        (done.Count("create"), done.Count("error")).ShouldBe((3, 1));
        ((string?)(await done.RowsAsync(Owner))[0]["errors"]![0]!["code"]).ShouldBe("access.ownerUnknown");
        (await Owner.GetAsync($"/api/v1/contacts?ownerId={member.AccountId}")).Data.Select(c => (string?)c["lastName"]).ShouldBe(["A", "B"], ignoreOrder: true);
    }

    private async Task<Person> WithRoleAsync(string read, string write, object[] fields)
    {
        var role = (await Owner.PostAsync("/api/v1/roles", new
        {
            name = $"Importer {Guid.CreateVersion7():n}",
            permissions = new object[] { new { permission = "contacts.read", scope = read }, new { permission = "contacts.write", scope = write }, new { permission = "records.import", scope = "all" }, new { permission = "jobs.read", scope = "all" } },
            fields,
        })).ShouldBe(HttpStatusCode.Created);
        return await Company.JoinAsync(role.Id.ToString());
    }
}
