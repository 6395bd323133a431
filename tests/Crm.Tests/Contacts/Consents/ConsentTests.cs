using System.Net;
using Crm.Tests.Support;
using Dapper;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Consents;

/// <summary>What contacts allow, refuse and take back.</summary>
public sealed class ConsentTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private const string Mail = "marketingEmail";
    private static int numbers;

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task An_entry_keeps_what_was_said_and_the_contact_shows_what_holds()
    {
        var contact = await NewAsync();
        var proof = new { text = "Yes, please", url = "https://acme.example/newsletter", ip = "203.0.113.7", wordingVersion = "v3" };
        var entry = (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form", proof, at = "2026-01-02T03:04:05Z" })).ShouldBe(HttpStatusCode.Created);
        var read = (await Owner.GetAsync(entry.Location!)).ShouldBe(HttpStatusCode.OK);
        read.Body.ToJsonString().ShouldBe(entry.Body.ToJsonString());
        (entry.Text("basis"), entry.Text("at"), entry.Text("recordedBy"), (string?)entry.Body["proof"]!["wordingVersion"]).ShouldBe(("consent", "2026-01-02T03:04:05Z", $"account:{Owner.AccountId}", "v3"));
        var state = (await Owner.GetAsync(contact.Location!)).ShouldBe(HttpStatusCode.OK).Body["consents"]!.AsArray().Single()!;
        ((string?)state["purpose"], (string?)state["status"], (Guid)state["consentId"]!).ShouldBe((Mail, "given", entry.Id));
        (await Owner.PatchAsync(entry.Location!, new { status = "refused" })).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await Owner.DeleteAsync(entry.Location!)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task The_latest_word_holds_whenever_it_was_recorded()
    {
        var contact = await NewAsync();
        (await GiveAsync(contact, new { purpose = "profiling", status = "refused", source = "call" })).ShouldBe(HttpStatusCode.Created);
        (await GiveAsync(contact, new { purpose = "profiling", status = "given", source = "import", at = "2020-01-01T00:00:00Z" })).ShouldBe(HttpStatusCode.Created);
        (await StatusAsync(contact, "profiling")).ShouldBe("refused");
        var list = await Owner.GetAsync($"{contact.Location}/consents?purpose=profiling");
        list.ShouldBe(HttpStatusCode.OK).Data.Select(e => (string?)e["status"]).ShouldBe(["refused", "given"]);
        (await Owner.GetAsync($"{contact.Location}/consents?purpose={Mail}")).Data.ShouldBeEmpty();
        var first = await Owner.GetAsync($"{contact.Location}/consents?limit=1");
        (await Owner.GetAsync($"{contact.Location}/consents?limit=1&cursor={first.Next}")).Data.Single()["status"]!.ToString().ShouldBe("given");
    }

    [Fact]
    public async Task What_was_given_can_be_withdrawn_once_and_mail_follows()
    {
        var contact = await NewAsync(new { address = $"w{Next()}@x.example" }, new { address = $"w{Next()}@x.example" });
        var given = (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form" })).ShouldBe(HttpStatusCode.Created);
        var withdrawn = (await Owner.PostAsync($"{given.Location}/withdrawal", new { source = "email", proof = new { text = "Stop" } })).ShouldBe(HttpStatusCode.Created);
        (withdrawn.Text("status"), withdrawn.Text("purpose"), withdrawn.Text("source")).ShouldBe(("withdrawn", Mail, "email"));
        (await StatusAsync(contact, Mail)).ShouldBe("withdrawn");
        (await Owner.PostAsync($"{given.Location}/withdrawal", new { source = "email" })).ShouldFail(409, "consent.notGiven");
        (await OutAsync(contact)).ShouldBe([true, true]);

        // A new address is out as well, whatever the writer says, until the contact says otherwise.
        (await Owner.PatchAsync(contact.Location!, new { emails = new[] { new { address = $"w{Next()}@x.example", optedOut = false } } })).ShouldBe(HttpStatusCode.OK);
        (await OutAsync(contact)).ShouldBe([true]);
        (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form" })).ShouldBe(HttpStatusCode.Created);
        (await OutAsync(contact)).ShouldBe([false]);
        (await GiveAsync(contact, new { purpose = "marketingPhone", status = "refused", source = "call" })).ShouldBe(HttpStatusCode.Created);
        (await OutAsync(contact)).ShouldBe([false]);
        (await GiveAsync(contact, new { purpose = Mail, status = "refused", source = "call", at = "2020-01-01T00:00:00Z" })).ShouldBe(HttpStatusCode.Created);
        (await OutAsync(contact)).ShouldBe([false]);
    }

    [Fact]
    public async Task It_is_filtered_by_and_told_in_the_timeline()
    {
        var (yes, no, never) = (await NewAsync(), await NewAsync(), await NewAsync());
        (await GiveAsync(yes, new { purpose = "profiling", status = "given", source = "form" })).ShouldBe(HttpStatusCode.Created);
        (await GiveAsync(no, new { purpose = "profiling", status = "refused", source = "form" })).ShouldBe(HttpStatusCode.Created);
        Guid[] all = [yes.Id, no.Id, never.Id];
        async Task<IEnumerable<Guid>> MeetAsync(object filter) => (await Owner.PostAsync("/api/v1/contacts/query", new { filter = new { and = new[] { filter, new { field = "id", op = "in", value = all } } }, sort = new[] { new { field = "createdAt" } } }))
            .ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!);
        (await MeetAsync(new { field = "consents", op = "anyOf", value = new[] { "profiling:given" } })).ShouldBe([yes.Id]);
        (await MeetAsync(new { field = "consents", op = "eq", value = "profiling:Refused" })).ShouldBe([no.Id]);
        (await MeetAsync(new { field = "consents", op = "noneOf", value = new[] { "profiling:given" } })).ShouldBe([no.Id, never.Id]);
        (await MeetAsync(new { field = "consents", op = "isNull" })).ShouldBe([never.Id]);
        (await Owner.GetAsync("/api/v1/contacts?consent=profiling:given")).Data.Select(c => (Guid)c["id"]!).ShouldContain(yes.Id);
        (await Owner.GetAsync("/api/v1/contacts?consent=profiling:given")).Data.Select(c => (Guid)c["id"]!).ShouldNotContain(no.Id);
        await Eventually.EqualsAsync("profiling", async () => (await Owner.GetAsync($"{no.Location}/timeline")).Data.Where(e => (string?)e["kind"] == "contact.consentRefused").Select(e => (string?)e["to"]).FirstOrDefault() ?? "", TimeSpan.FromSeconds(20), "timeline");
    }

    [Fact]
    public async Task What_is_given_for_a_time_expires_by_itself()
    {
        var contact = await NewAsync();
        var entry = (await GiveAsync(contact, new { purpose = "profiling", status = "given", source = "form", expiresAt = DateTimeOffset.UtcNow.AddSeconds(3) })).ShouldBe(HttpStatusCode.Created);
        (await StatusAsync(contact, "profiling")).ShouldBe("given");
        await Eventually.EqualsAsync("expired", async () => await StatusAsync(contact, "profiling") ?? "", TimeSpan.FromSeconds(45), "expiry");
        (await Owner.GetAsync(entry.Location!)).Text("status").ShouldBe("given");
        (await Owner.GetAsync("/api/v1/contacts?consent=profiling:expired")).Data.Select(c => (Guid)c["id"]!).ShouldContain(contact.Id);
    }

    [Fact]
    public async Task Purposes_are_the_companys_own()
    {
        var path = "/api/v1/consent-purposes";
        (await Owner.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Data.Select(p => (string)p["key"]!).Take(3).ShouldBe([Mail, "marketingPhone", "profiling"]);
        var contact = await NewAsync();
        (await GiveAsync(contact, new { purpose = "newsletter", status = "given", source = "form" })).ShouldFail(422, "consent.purposeUnknown", "/purpose");
        var added = (await Owner.PostAsync(path, new { key = "newsletter", label = "Newsletter" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync(path, new { key = "newsletter", label = "Again" })).ShouldFail(409, "consent.purposeKeyTaken", "/key");
        (await Owner.PatchAsync(added.Location!, new { label = "Letter", description = "Monthly" }, "\"0\"")).ShouldFail(412, "request.stale");
        (await Owner.PatchAsync(added.Location!, new { label = "Letter", description = "Monthly" }, added.ETag)).ShouldBe(HttpStatusCode.OK).Text("label").ShouldBe("Letter");
        (await GiveAsync(contact, new { purpose = "newsletter", status = "given", source = "form" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.DeleteAsync(added.Location!)).ShouldBe(HttpStatusCode.NoContent);
        (await GiveAsync(contact, new { purpose = "newsletter", status = "given", source = "form" })).ShouldFail(422, "consent.purposeUnknown");
        (await GiveAsync(contact, new { purpose = "newsletter", status = "withdrawn", source = "form" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync(path, new { key = "newsletter", label = "Again" })).ShouldFail(409, "consent.purposeKeyTaken");
        (await Owner.DeleteAsync(added.Location!)).ShouldFail(404, "request.notFound");
        for (var i = 4; i < 50; i++) (await Owner.PostAsync(path, new { key = $"p{i}", label = "x" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync(path, new { key = "one", label = "Too many" })).ShouldFail(409, "consent.tooManyPurposes");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var contact = await NewAsync();
        (await GiveAsync(contact, new { purpose = Mail, status = "expired", source = "form" })).ShouldFail(422, "validation.failed", "/status");
        (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form", at = DateTimeOffset.UtcNow.AddDays(1) })).ShouldFail(422, "validation.failed", "/at");
        (await GiveAsync(contact, new { purpose = Mail, status = "refused", source = "form", expiresAt = DateTimeOffset.UtcNow.AddDays(1) })).ShouldFail(422, "validation.failed", "/expiresAt");
        (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form", proof = new { url = "javascript:x", ip = "1.2.3.x" } })).ShouldFail(422, "validation.failed", "/proof/url", "/proof/ip");
        (await GiveAsync(contact, new { purpose = Mail, status = "given", source = "form", at = "2020-01-01T00:00:00Z", expiresAt = "2019-01-01T00:00:00Z" })).ShouldFail(422, "validation.failed", "/expiresAt");
    }

    [Fact]
    public async Task Merges_unite_ledgers_and_reversals_part_them_byte_equal()
    {
        string[] purposes = [Mail, "marketingPhone", "profiling"];
        var dice = new Random(815);
        for (var round = 0; round < 10; round++)
        {
            var people = new List<Answer>();
            for (var i = 0; i <= dice.Next(1, 4); i++) people.Add(await NewAsync(new { address = $"m{Next()}@x.example" }));
            var said = new List<(DateTimeOffset At, string Purpose, string Status)>();
            foreach (var person in people)
                for (var i = 0; i < dice.Next(4); i++)
                {
                    var (at, purpose, status) = (DateTimeOffset.Parse("2025-01-01T00:00:00Z").AddMinutes(said.Count + (dice.Next(2) * 1000)), purposes[dice.Next(3)], dice.Next(2) == 0 ? "given" : "refused");
                    said.Add((at, purpose, status));
                    (await GiveAsync(person, new { purpose, status, source = "import", at })).ShouldBe(HttpStatusCode.Created);
                }
            var before = await StateAsync(people);
            var merged = (await Owner.CallAsync(HttpMethod.Post, $"{people[0].Location}/merges", new { from = people.Skip(1).Select(p => p.Id) }, "*")).ShouldBe(HttpStatusCode.OK);
            foreach (var group in said.GroupBy(s => s.Purpose)) (await StatusAsync(people[0], group.Key)).ShouldBe(group.MaxBy(s => s.At).Status, $"round {round}");
            (await Owner.GetAsync($"{people[0].Location}/consents?count=exact")).Body["page"]!["total"]!.GetValue<int>().ShouldBe(said.Count);
            if (said.Where(s => s.Purpose == Mail).OrderBy(s => s.At).LastOrDefault().Status == "refused") (await OutAsync(people[0])).ShouldAllBe(isOut => isOut);
            (await Owner.PostAsync($"{people[0].Location}/merges/{merged.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
            (await StateAsync(people)).ShouldBe(before, $"round {round}");
        }
    }

    [Fact]
    public async Task What_was_said_between_merge_and_reversal_stays_with_who_remained()
    {
        var (one, two) = (await NewAsync(), await NewAsync());
        var old = await GiveAsync(two, new { purpose = Mail, status = "given", source = "form", at = "2025-01-01T00:00:00Z" });
        var merged = await Owner.CallAsync(HttpMethod.Post, $"{one.Location}/merges", new { from = new[] { two.Id } }, "*");
        (await Owner.GetAsync($"{one.Location}/consents/{old.Id}")).ShouldBe(HttpStatusCode.OK);
        (await Owner.PostAsync($"{one.Location}/consents/{old.Id}/withdrawal", new { source = "call" })).ShouldBe(HttpStatusCode.Created);
        (await GiveAsync(one, new { purpose = "profiling", status = "given", source = "call" })).ShouldBe(HttpStatusCode.Created);
        (await Owner.PostAsync($"{one.Location}/merges/{merged.Id}/reversal")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(one, Mail), await StatusAsync(one, "profiling"), await StatusAsync(two, Mail), await StatusAsync(two, "profiling")).ShouldBe(("withdrawn", "given", "given", null));
        (await Owner.GetAsync($"{one.Location}/consents/{old.Id}")).ShouldFail(404, "request.notFound");
    }

    [Fact]
    public async Task Who_may_not_see_consents_sees_none_and_another_company_nothing()
    {
        var contact = await NewAsync();
        var entry = await GiveAsync(contact, new { purpose = "profiling", status = "given", source = "form" });
        var role = (await Owner.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions = new[] { new { permission = "contacts.read", scope = "all" }, new { permission = "contacts.write", scope = "all" } } })).ShouldBe(HttpStatusCode.Created);
        var clerk = await own.Company.JoinAsync(role.Id.ToString());
        (await clerk.GetAsync(contact.Location!)).ShouldBe(HttpStatusCode.OK).Body["consents"].ShouldBeNull();
        (await clerk.GetAsync($"{contact.Location}/consents")).ShouldFail(403, "auth.forbidden");
        (await clerk.GetAsync("/api/v1/contacts?consent=profiling:given")).ShouldFail(403, "access.fieldHidden");
        (await clerk.PostAsync("/api/v1/contacts/query", new { filter = new { field = "consents", op = "notNull" } })).ShouldFail(403, "access.fieldHidden");
        await Eventually.EqualsAsync(true, async () => (await Owner.GetAsync($"{contact.Location}/timeline")).Data.Any(e => (string?)e["kind"] == "contact.consentGiven"), TimeSpan.FromSeconds(20), "timeline");
        (await clerk.GetAsync($"{contact.Location}/timeline")).ShouldBe(HttpStatusCode.OK).Data.ShouldNotContain(e => ((string)e["kind"]!).StartsWith("contact.consent"));

        var stranger = (await host.SignUpAsync()).Owner;
        foreach (var path in (string[])[$"{contact.Location}/consents", entry.Location!]) (await stranger.GetAsync(path)).ShouldFail(404, "request.notFound");
        (await GiveAsync(contact, new { purpose = "profiling", status = "refused", source = "form" }, stranger)).ShouldFail(404, "request.notFound");
        (await stranger.PostAsync($"{entry.Location}/withdrawal", new { source = "form" })).ShouldFail(404, "request.notFound");
    }

    private Task<Answer> GiveAsync(Answer contact, object consent, Person? by = null) => (by ?? Owner).PostAsync($"{contact.Location}/consents", consent);

    private async Task<string?> StatusAsync(Answer contact, string purpose) =>
        (string?)(await Owner.GetAsync(contact.Location!)).ShouldBe(HttpStatusCode.OK).Body["consents"]!.AsArray().SingleOrDefault(c => (string?)c!["purpose"] == purpose)?["status"];

    private async Task<IEnumerable<bool>> OutAsync(Answer contact) => (await Owner.GetAsync(contact.Location!)).Body["emails"]!.AsArray().Select(e => (bool?)e!["optedOut"] is true);

    private async Task<string> StateAsync(IReadOnlyList<Answer> people)
    {
        await using var tenant = await own.Company.Host.AdministratorAsync(own.Company.Database);
        return string.Join('\n', await tenant.QueryAsync<string>("""
            select (data - 'version')::text || mt_deleted::text || consent_keys::text from contacts.mt_doc_contact where id = any(@ids) union all
            select data::text from contacts.mt_doc_consent where contact_id = any(@ids) order by 1
            """, new { ids = people.Select(p => p.Id).ToArray() }));
    }

    private static int Next() => Interlocked.Increment(ref numbers);

    private async Task<Answer> NewAsync(params object[] emails) => (await Owner.PostAsync("/api/v1/contacts", new { lastName = $"C{Next()}", emails })).ShouldBe(HttpStatusCode.Created);
}
