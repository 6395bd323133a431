using System.Net;
using Crm.Activities.Notes;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Activities;

public sealed class NoteTests(OwnCompany own, CrmHost host) : IClassFixture<OwnCompany>
{
    private Person Boss => own.Company.Owner;

    [Fact]
    public async Task A_note_is_written_read_changed_thrown_away_and_taken_back()
    {
        var (contact, company) = (await NewAsync("contacts", new { lastName = "Ada" }), await NewAsync("companies", new { name = "Acme" }));
        var made = (await Boss.PostAsync("/api/v1/notes", new { body = "# Hello", records = new[] { Ref("contact", contact), Ref("company", company) } })).ShouldBe(HttpStatusCode.Created);
        made.Text("ownerId").ShouldBe(Boss.AccountId.ToString());
        var path = made.Location!;
        (await Boss.GetAsync(path)).Shows("records").ShouldBe($$"""[{"type":"contact","id":"{{contact}}"},{"type":"company","id":"{{company}}"}]""");

        var changed = (await Boss.PatchAsync(path, new { body = "Bye", pinned = true, records = new[] { Ref("company", company) } }, made.ETag)).ShouldBe(HttpStatusCode.OK);
        (await Boss.PatchAsync(path, new { body = "Late" }, made.ETag)).ShouldFail(412, "request.stale");
        (await Boss.PatchAsync(path, new { body = "Bye" })).ETag.ShouldBe(changed.ETag); // nothing changed
        (await Boss.PatchAsync(path, new { body = (string?)null })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await Boss.DeleteAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        (await Boss.GetAsync(path)).ShouldFail(404, "request.notFound");
        (await Boss.GetAsync("/api/v1/notes?trashed=true")).Data.Select(n => (Guid)n["id"]!).ShouldContain(made.Id);
        (await Boss.PostAsync($"{path}/restoration")).ShouldBe(HttpStatusCode.OK).Text("body").ShouldBe("Bye");
    }

    [Fact]
    public async Task It_is_about_records_that_are_there()
    {
        var (contact, gone) = (await NewAsync("contacts", new { lastName = "Ada" }), await NewAsync("contacts", new { lastName = "Gone" }));
        var note = await WriteAsync("Both", Ref("contact", contact), Ref("contact", gone));
        (await Boss.DeleteAsync($"/api/v1/contacts/{gone}")).ShouldBe(HttpStatusCode.NoContent);

        (await PostAsync("x", Ref("contact", contact), Ref("contact", gone))).ShouldFail(422, "access.recordUnknown", "/records/1");
        (await PostAsync("x", Ref("company", contact))).ShouldFail(422, "access.recordUnknown", "/records/0");
        (await PostAsync("x", Ref("note", note))).ShouldFail(422, "access.recordUnknown", "/records/0");
        (await PostAsync("x", Ref("'; drop", contact))).ShouldFail(422, "access.recordUnknown");
        (await PostAsync("x")).ShouldFail(422, "validation.failed", "/records");
        (await PostAsync("x", Ref("contact", contact), Ref("contact", contact))).ShouldFail(422, "validation.failed", "/records");
        (await PostAsync(new string('x', 50_001), Ref("contact", contact))).ShouldFail(422, "validation.failed", "/body");
        (await PostAsync(new string('x', 50_000), Ref("contact", contact))).ShouldBe(HttpStatusCode.Created);
        (await Boss.PatchAsync($"/api/v1/notes/{note}", new { pinned = true })).ShouldBe(HttpStatusCode.OK); // a tie may stay
    }

    [Fact]
    public async Task Lists_are_filtered_by_record_owner_mention_and_words()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var colleague = await own.Company.JoinAsync("member");
        var first = await WriteAsync($"Ask @[Max]({Mention(colleague.AccountId)}) about Zanzibar", Ref("contact", contact));
        var second = await WriteAsync("Call back", Ref("contact", contact));
        (await Boss.PatchAsync($"/api/v1/notes/{second}", new { pinned = true, ownerId = colleague.AccountId })).ShouldBe(HttpStatusCode.OK);

        (await IdsAsync(Boss, $"record=contact:{contact}")).ShouldBe([second, first]);
        (await IdsAsync(Boss, $"record=contact:{contact}&pinned=true")).ShouldBe([second]);
        (await IdsAsync(Boss, $"record=contact:{contact}&q=ZANZI")).ShouldBe([first]);
        (await IdsAsync(Boss, $"record=contact:{contact}&ownerId={colleague.AccountId}")).ShouldBe([second]);
        (await IdsAsync(colleague, "mentions=me")).ShouldBe([first]);
        (await IdsAsync(Boss, $"record=company:{contact}")).ShouldBeEmpty();
        (await Boss.GetAsync("/api/v1/notes?record=nonsense")).ShouldFail(400, "request.invalid", "?record");
        var query = new { filter = new { and = new object[] { new { field = "records", op = "anyOf", value = new[] { $"contact:{contact}" } }, new { field = "mentions", op = "anyOf", value = new[] { colleague.AccountId } } } } };
        (await Boss.PostAsync("/api/v1/notes/query", query)).ShouldBe(HttpStatusCode.OK).Data.Select(n => (Guid)n["id"]!).ShouldBe([first]);
    }

    [Fact]
    public async Task Only_members_are_mentioned()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var stranger = (await host.SignUpAsync()).Owner.AccountId;
        var note = await PostAsync($"@[A]({Mention(stranger)}) @[B]({Mention(Boss.AccountId)}) @[B]({Mention(Boss.AccountId)})", Ref("contact", contact));
        note.Shows("mentions").ShouldBe($"[\"{Boss.AccountId}\"]");
        (await Boss.PatchAsync(note.Location!, new { body = "nobody" })).Shows("mentions").ShouldBe("[]");
    }

    [Fact]
    public void Mentions_are_read_however_a_text_is_written()
    {
        var id = Guid.CreateVersion7();
        Note.MentionsIn($"@[A](account:{id})@[B](account:{id.ToString().ToUpperInvariant()})").ShouldBe([id]);
        Note.MentionsIn($"[A](account:{id}) @[](account:{id}) @[A](contact:{id}) @[A](account:{id}").ShouldBeEmpty();
        Note.MentionsIn(string.Concat(Enumerable.Range(0, 1000).Select(_ => $"@[A](account:{Guid.CreateVersion7()})"))).Count().ShouldBe(Note.MostMentions);
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
            Note.MentionsIn(string.Concat(Enumerable.Range(0, 60).Select(_ => "@[](account:0-a)\n\ud83d"[random.Next(17)]))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Roles_see_their_own_notes_and_no_hidden_member()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var theirs = await WriteAsync("Secret plan", Ref("contact", contact));
        var clerk = await RoleAsync([new { permission = "notes.read", scope = "own" }, new { permission = "notes.write", scope = "own" }, new { permission = "contacts.read", scope = "all" }]);
        var mine = (await clerk.PostAsync("/api/v1/notes", new { body = "Mine", records = new[] { Ref("contact", contact) } })).ShouldBe(HttpStatusCode.Created).Id;
        (await clerk.GetAsync($"/api/v1/notes/{theirs}")).ShouldFail(404, "request.notFound");
        (await IdsAsync(clerk, "")).ShouldBe([mine]);
        (await NotesInTimelineAsync(clerk, contact)).ShouldBe([mine]);
        (await NotesInTimelineAsync(Boss, contact)).ShouldBe([mine, theirs]);

        var blind = await RoleAsync([new { permission = "notes.read", scope = "all" }, new { permission = "contacts.read", scope = "all" }], new { @object = "note", field = "body", access = "hidden" });
        (await blind.GetAsync($"/api/v1/notes/{theirs}")).Body.ToJsonString().ShouldNotContain("Secret");
        (await blind.GetAsync($"/api/v1/contacts/{contact}/timeline")).ShouldBe(HttpStatusCode.OK).Body.ToJsonString().ShouldNotContain("Secret");
        (await blind.GetAsync("/api/v1/notes?q=secret")).ShouldFail(403, "access.fieldHidden");
        var without = await RoleAsync([new { permission = "contacts.read", scope = "all" }]);
        (await NotesInTimelineAsync(without, contact)).ShouldBeEmpty();
        var unreachable = await RoleAsync([new { permission = "notes.write", scope = "all" }, new { permission = "notes.read", scope = "all" }, new { permission = "contacts.read", scope = "own" }]);
        (await unreachable.PostAsync("/api/v1/notes", new { body = "x", records = new[] { Ref("contact", contact) } })).ShouldFail(422, "access.recordUnknown", "/records/0");
    }

    [Fact]
    public async Task The_timeline_follows_a_note_at_once()
    {
        var (contact, company) = (await NewAsync("contacts", new { lastName = "Ada" }), await NewAsync("companies", new { name = "Acme" }));
        var note = await WriteAsync("Hello", Ref("contact", contact));
        (await NotesInTimelineAsync(Boss, contact)).ShouldBe([note]);
        await Boss.PatchAsync($"/api/v1/notes/{note}", new { records = new[] { Ref("company", company) } });
        (await NotesInTimelineAsync(Boss, contact)).ShouldBeEmpty();
        (await NotesInTimelineAsync(Boss, company, "companies")).ShouldBe([note]);
        await Boss.DeleteAsync($"/api/v1/notes/{note}");
        (await NotesInTimelineAsync(Boss, company, "companies")).ShouldBeEmpty();
        await Boss.PostAsync($"/api/v1/notes/{note}/restoration");
        (await NotesInTimelineAsync(Boss, company, "companies")).ShouldBe([note]);
    }

    [Fact]
    public async Task Another_company_sees_nothing()
    {
        var contact = await NewAsync("contacts", new { lastName = "Ada" });
        var note = await WriteAsync("Hello", Ref("contact", contact));
        var other = (await host.SignUpAsync()).Owner;
        (await other.GetAsync($"/api/v1/notes/{note}")).ShouldFail(404, "request.notFound");
        (await other.PatchAsync($"/api/v1/notes/{note}", new { body = "x" })).ShouldFail(404, "request.notFound");
        (await other.GetAsync("/api/v1/notes")).Data.ShouldBeEmpty();
        (await other.PostAsync("/api/v1/notes", new { body = "x", records = new[] { Ref("contact", contact) } })).ShouldFail(422, "access.recordUnknown");
    }

    private static object Ref(string type, Guid id) => new { type, id };

    private static string Mention(Guid account) => $"account:{account}";

    private async Task<Guid> NewAsync(string kind, object body) => (await Boss.PostAsync($"/api/v1/{kind}", body)).ShouldBe(HttpStatusCode.Created).Id;

    private Task<Answer> PostAsync(string body, params object[] records) => Boss.PostAsync("/api/v1/notes", new { body, records });

    private async Task<Guid> WriteAsync(string body, params object[] records) => (await PostAsync(body, records)).ShouldBe(HttpStatusCode.Created).Id;

    private static async Task<IEnumerable<Guid>> IdsAsync(Person person, string query) => (await person.GetAsync($"/api/v1/notes?{query}")).ShouldBe(HttpStatusCode.OK).Data.Select(n => (Guid)n["id"]!);

    private static async Task<IEnumerable<Guid>> NotesInTimelineAsync(Person person, Guid record, string kind = "contacts") =>
        (await person.GetAsync($"/api/v1/{kind}/{record}/timeline?type=note")).ShouldBe(HttpStatusCode.OK).Data.Select(e => (Guid)e["note"]!["id"]!);

    private async Task<Person> RoleAsync(object[] permissions, params object[] fields) => await own.Company.JoinAsync(
        (await Boss.PostAsync("/api/v1/roles", new { name = $"r{Guid.CreateVersion7():n}", permissions, fields })).ShouldBe(HttpStatusCode.Created).Id.ToString());
}
