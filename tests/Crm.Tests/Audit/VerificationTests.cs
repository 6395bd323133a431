using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Audit;

/// <summary>Somebody with rights on the databases changes history, and it is found.</summary>
public sealed class VerificationTests(CrmHost host, SealedCompany own) : IClassFixture<SealedCompany>
{
    [Fact]
    public async Task A_history_that_nobody_touched_is_valid_and_told_in_numbers()
    {
        var company = await SealedCompany.SignUpAsync(host);
        await company.Owner.ContactAsync();

        var found = await company.VerifyAsync();
        ((bool?)found["valid"]).ShouldBe(true, found.ToJsonString());
        found["firstBroken"].ShouldBeNull();
        ((long)found["checkedSeals"]!).ShouldBeGreaterThanOrEqualTo(4);
        ((long)found["unsealedEntries"]!).ShouldBeGreaterThanOrEqualTo(1);
        ((long)found["checkedEntries"]!).ShouldBeGreaterThan(6);
        ((DateTimeOffset)found["from"]!).ShouldBeLessThan((DateTimeOffset)found["to"]!);
        (await company.Owner.AuditAsync("?object=auditLog&action=verified")).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("update kernel.changes set actor = 'account:00000000-0000-7000-8000-000000000000' where id = (select min(id) from kernel.changes)", "entryEdited")]
    [InlineData("update kernel.changes set at = at - interval '1 microsecond' where id = (select max(id) from kernel.changes)", "entryEdited")]
    [InlineData("update kernel.changes set fields = array_append(fields, 'x') where id = (select max(id) from kernel.changes)", "entryEdited")]
    [InlineData("delete from kernel.changes where id = (select max(id) from kernel.changes)", "entryMissing")]
    [InlineData("delete from kernel.changes where id = (select min(id) from kernel.changes)", "entryMissing")]
    [InlineData("update kernel.changes set id = id + 1000000 where id = (select max(id) from kernel.changes)", "entryMissing")]
    [InlineData("insert into kernel.changes (id, actor, means, object, action, values_digest) values (-1, 'system', 'api', 'contact', 'created', '')", "entryInserted")]
    [InlineData("update kernel.change_values set after = '{\"lastName\": \"Forged\"}' where change_id = (select max(change_id) from kernel.change_values)", "valuesEdited")]
    [InlineData("update kernel.change_values set context = '{\"ip\": \"198.51.100.1\"}' where change_id = (select max(change_id) from kernel.change_values)", "valuesEdited")]
    [InlineData("update kernel.seals set sealed_at = sealed_at - interval '1 day' where number = (select max(number) from kernel.seals)", "entryEdited")]
    [InlineData("update kernel.seals set hash = sha256(hash) where number = 1", "entryEdited")]
    [InlineData("update kernel.seals set previous = sha256(previous) where number = 2", "sealEdited")]
    [InlineData("delete from kernel.seals where number = 1", "sealMissing")]
    [InlineData("delete from kernel.seals where number = (select max(number) from kernel.seals)", "chainCut")]
    [InlineData("delete from kernel.changes where id > (select last_id from kernel.seals where number = 1); delete from kernel.seals where number > 1", "chainCut")]
    [InlineData("delete from kernel.seals", "chainCut")]
    public async Task What_was_changed_in_the_companys_database_is_found(string sql, string reason)
    {
        await using var spoiled = await SpoiledLog.RecordsAsync(own.Company, sql);
        await BrokenAsync(own.Company, "records", reason);
    }

    [Theory]
    [InlineData("update kernel.changes set action = 'loggedOut' where tenant_id = @tenant and action = 'loggedIn'", "entryEdited")]
    [InlineData("delete from kernel.changes where id = (select max(last_id) from kernel.seals where chain = @tenant)", "entryMissing")]
    [InlineData("update kernel.changes set tenant_id = gen_random_uuid() where id = (select min(id) from kernel.changes where tenant_id = @tenant)", "entryMissing")]
    [InlineData("insert into kernel.changes (id, tenant_id, actor, means, object, action, values_digest) values ((select -max(id) - (random() * 1000000)::int from kernel.changes), @tenant, 'system', 'api', 'role', 'created', '')", "entryInserted")]
    [InlineData("update kernel.change_values set before = '{}' where change_id = (select max(id) from kernel.changes where tenant_id = @tenant)", "valuesEdited")]
    [InlineData("delete from kernel.seals where chain = @tenant and number > 1", "chainCut")]
    [InlineData("delete from kernel.seal_anchors where chain = @tenant and source = 'access'", "anchorMissing")]
    [InlineData("update kernel.seal_anchors set number = 1, hash = (select hash from kernel.seals where chain = @tenant and number = 1) where chain = @tenant and source = 'access'", "anchorForged")]
    public async Task What_was_changed_in_the_control_database_is_found(string sql, string reason)
    {
        await using var spoiled = await SpoiledLog.AccessAsync(own.Company, sql);
        await BrokenAsync(own.Company, "access", reason);
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_as_a_whole_does_not_fit_its_anchor_and_never_will()
    {
        var company = await SealedCompany.SignUpAsync(host);
        await company.TamperAsync("delete from kernel.seals; update kernel.changes set actor = 'system'; select kernel.seal_changes(@tenant, 1) from generate_series(1, 6); select kernel.seal_changes(@tenant, 1000)");
        await BrokenAsync(company, "records", "chainRewritten");
        await company.Owner.ContactAsync();
        await company.SealAsync();
        await BrokenAsync(company, "records", "chainRewritten");
    }

    [Fact]
    public async Task A_value_that_was_edited_is_named_by_its_entry()
    {
        await using var spoiled = await SpoiledLog.RecordsAsync(own.Company, "update kernel.change_values set salt = '\\x00' where change_id = (select max(id) from kernel.changes where object = 'contact')");
        var found = await own.Company.VerifyAsync();
        var entry = (await own.Company.Owner.GetAsync($"/api/v1/audit-entries/{found["firstBroken"]!["entryId"]}")).Body;
        ((string?)entry["object"]).ShouldBe("contact");
    }

    [Fact]
    public async Task Erasing_a_person_leaves_the_chain_valid()
    {
        var company = await SealedCompany.SignUpAsync(host);
        var contact = await company.Owner.ContactAsync("Forgotten");
        await company.SealAsync();
        (await company.TamperAsync($"select kernel.erase_change_values('contact', '{contact}')")).ShouldBe(-1);

        ((bool?)(await company.VerifyAsync())["valid"]).ShouldBe(true);
        var entry = (await company.Owner.AuditAsync($"?objectId={contact}")).ShouldHaveSingleItem();
        ((bool?)entry["erased"], entry["after"], entry["ip"], (string?)entry["action"]).ShouldBe((true, null, null, "created"));
        entry.ToJsonString().ShouldNotContain("Forgotten");
    }

    [Fact]
    public async Task One_verification_runs_at_a_time()
    {
        var company = await host.SignUpAsync();
        await using var control = await host.AdministratorAsync();
        await using var held = await control.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await control.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('audit:' || @Id::text, 0))", new { company.Id });
        (await company.Owner.PostAsync("/api/v1/audit-verifications")).ShouldFail(409, "audit.verificationRunning");
    }

    private static async Task BrokenAsync(Company company, string source, string reason)
    {
        var found = await company.VerifyAsync();
        var broken = found["firstBroken"].ShouldNotBeNull(found.ToJsonString());
        ((bool?)found["valid"], (string?)broken["source"], (string?)broken["reason"]).ShouldBe((false, source, reason), found.ToJsonString());
    }
}
