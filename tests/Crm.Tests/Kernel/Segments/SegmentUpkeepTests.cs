using System.Net;
using Crm.Kernel.Filters;
using Crm.Kernel.Segments;
using Crm.Tests.Support;
using Dapper;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Crm.Tests.Kernel.Segments.Segmented;

namespace Crm.Tests.Kernel.Segments;

/// <summary>Members follow whatever moves them: related records, merges, followers, days, fields, and many writes at once.</summary>
public sealed class SegmentUpkeepTests(CrmHost host, OwnCompany own) : IClassFixture<OwnCompany>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Person Owner => own.Company.Owner;

    [Fact]
    public async Task What_is_tied_to_a_written_record_is_looked_at_too()
    {
        var (steel, other) = (await CompanyAsync("Steel & Co", "Steel"), await CompanyAsync("Other", "Wood"));
        var contact = await Owner.ContactAsync("x", more: new { lastName = "Tied", companyId = steel });
        var people = await Owner.SegmentAsync(new { and = new[] { Is("company.industry", "Steel"), Is("lastName", "Tied") } }, 1);
        var firms = await Owner.SegmentAsync(new { field = "contacts", op = "exists", value = Is("lastName", "Tied") }, 1, "company");
        var lonely = await Owner.SegmentAsync(new { and = new[] { Is("name", "Steel & Co"), new { field = "contacts", op = "notExists", value = Is("lastName", "Tied") } } }, 0, "company");
        (await Owner.PatchAsync($"/api/v1/companies/{other}", new { industry = "Steel" })).ShouldBe(HttpStatusCode.OK);
        (await Owner.PatchAsync($"/api/v1/companies/{steel}", new { industry = "Glass" })).ShouldBe(HttpStatusCode.OK);
        await Owner.HeardAsync(people, $"left {contact} record");
        (await Owner.PatchAsync($"/api/v1/contacts/{contact}", new { companyId = other })).ShouldBe(HttpStatusCode.OK);
        await Owner.HeardAsync(people, $"left {contact} record", $"entered {contact} record");
        // The company that it left has no tie to it any more.
        await Owner.HeardAsync(firms, $"entered {other} record", $"left {steel} record");
        await Owner.HeardAsync(lonely, $"entered {steel} record");
        (await Owner.DeleteAsync($"/api/v1/companies/{other}")).ShouldBe(HttpStatusCode.NoContent);
        await Owner.HeardAsync(people, $"left {contact} record", $"entered {contact} record", $"left {contact} record");
    }

    [Fact]
    public async Task A_merge_and_its_reversal_move_all_who_took_part()
    {
        var (stays, goes) = (await Owner.ContactAsync("x", more: new { lastName = "Merged", tags = new[] { "Club" } }), await Owner.ContactAsync("x", more: new { lastName = "Merged", tags = new[] { "Club" } }));
        var segment = await Owner.SegmentAsync(new { and = new[] { Is("tags", "Club"), Is("lastName", "Merged") } }, 2);
        var merged = (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{stays}/merges", new { from = new[] { goes } }, "*")).ShouldBe(HttpStatusCode.OK);
        await Owner.HeardAsync(segment, $"left {goes} record");
        (await Owner.CallAsync(HttpMethod.Post, $"/api/v1/contacts/{stays}/merges/{merged.Id}/reversal", ifMatch: "*")).ShouldBe(HttpStatusCode.OK);
        await Owner.HeardAsync(segment, $"left {goes} record", $"entered {goes} record");
    }

    [Fact]
    public async Task Whom_somebody_follows_is_in_it_as_long()
    {
        var contact = await Owner.ContactAsync("x", more: new { lastName = "Followed" });
        var segment = await Owner.SegmentAsync(Is("followerIds", Owner.AccountId), 0);
        (await Owner.PutAsync($"/api/v1/contacts/{contact}/followers/me", new { })).ShouldBe(HttpStatusCode.OK);
        await Owner.HeardAsync(segment, $"entered {contact} record");
        (await Owner.DeleteAsync($"/api/v1/contacts/{contact}/followers/me")).ShouldBe(HttpStatusCode.NoContent);
        await Owner.HeardAsync(segment, $"entered {contact} record", $"left {contact} record");
    }

    [Fact]
    public async Task Archiving_a_field_keeps_the_members_until_it_is_back()
    {
        var field = (await Owner.PostAsync("/api/v1/custom-fields", new { @object = "contact", key = "level", label = "Level", type = "number" })).ShouldBe(HttpStatusCode.Created).Id;
        await Owner.ContactAsync("x", more: new { lastName = "Level", custom = new { level = 3 } });
        var segment = await Owner.SegmentAsync(Is("custom.level", 3), 1);
        (await Owner.DeleteAsync($"/api/v1/custom-fields/{field}")).ShouldBe(HttpStatusCode.NoContent);
        await Owner.ReadyAsync(segment, 1, "invalid");
        (await Owner.PostAsync($"/api/v1/custom-fields/{field}/restoration")).ShouldBe(HttpStatusCode.OK);
        await Owner.ReadyAsync(segment, 1);
    }

    [Fact]
    public async Task A_new_day_moves_records_once_and_has_the_next_one_waited_for()
    {
        var contact = await Owner.ContactAsync("x", more: new { lastName = "Aging" });
        var segment = await Owner.SegmentAsync(new { and = new object[] { Is("lastName", "Aging"), new { field = "createdAt", op = "olderThanNDays", value = 30 } } }, 0);
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        var due = await tenant.ExecuteScalarAsync<DateTime>("select (data ->> 'nextDay')::timestamptz from kernel.mt_doc_segmentstate where id = @segment", new { segment });
        due.ShouldBe(DateTime.UtcNow.Date.AddDays(1).AddMinutes(1));
        (await tenant.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type like '%SegmentDay%'")).ShouldBe(1);

        for (var time = 0; time < 2; time++)
        {
            await using var session = Session();
            var day = new SegmentDay(segment, new DateTimeOffset(due, TimeSpan.Zero));
            if (await SegmentDayHandler.Handle(day, session, Ct) is not { } run) { time.ShouldBe(1); break; }
            var told = await DeskAt(DateTimeOffset.UtcNow.AddDays(40)).StepAsync(session, run, Ct);
            told.Count.ShouldBe(2); // who came, and the next day
            await session.SaveChangesAsync(Ct);
        }
        (await Owner.EventsAsync(segment)).ShouldBe([$"entered {contact} time"]);
    }

    [Fact]
    public async Task Handlers_that_run_twice_and_at_once_come_to_the_same()
    {
        var contacts = new List<Guid>();
        var segment = await Owner.SegmentAsync(Is("source", "twice"), 0);
        for (var i = 0; i < 5; i++) contacts.Add(await Owner.ContactAsync("x", more: new { lastName = $"Twice{i}", source = "twice" }));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var session = Session();
            await DeskAt(DateTimeOffset.UtcNow).TouchAsync(session, "contact", contacts, Ct);
            await session.SaveChangesAsync(Ct);
        }));
        await Owner.HeardAsync(segment, [.. contacts.Select(c => $"entered {c} record")]);
        await Owner.ReadyAsync(segment, 5);
    }

    [Fact]
    public async Task After_many_writes_at_once_members_are_those_of_the_filter()
    {
        object filter = new { or = new object[] { new { and = new[] { Is("stage", "qualified"), Is("company.industry", "Random") } }, Is("jobTitle", "Boss") } };
        var companies = new List<Guid>();
        for (var i = 0; i < 3; i++) companies.Add(await CompanyAsync($"Random {i}", "Random"));
        var segment = await Owner.SegmentAsync(new { and = new[] { Is("source", "random"), filter } }, 0);
        var contacts = new List<Guid>();
        for (var i = 0; i < 12; i++) contacts.Add(await Owner.ContactAsync("x", more: new { lastName = $"Random{i}", source = "random", companyId = companies[i % 3] }));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
        {
            var random = new Random(writer);
            for (var i = 0; i < 30; i++)
            {
                var contact = $"/api/v1/contacts/{contacts[random.Next(contacts.Count)]}";
                _ = random.Next(7) switch
                {
                    0 => await Owner.DeleteAsync(contact),
                    1 or 2 => await Owner.PostAsync($"{contact}/restoration"),
                    3 => await Owner.PatchAsync(contact, new { jobTitle = random.Next(2) == 0 ? "Boss" : "Clerk" }),
                    4 => await Owner.PatchAsync(contact, new { companyId = companies[random.Next(3)] }),
                    5 => await Owner.PatchAsync($"/api/v1/companies/{companies[random.Next(3)]}", new { industry = random.Next(2) == 0 ? "Random" : "Other" }),
                    _ => await Owner.PatchAsync(contact, new { stage = random.Next(2) == 0 ? "qualified" : "lead" }),
                };
            }
        }));
        await using var tenant = await host.AdministratorAsync(own.Company.Database);
        await Eventually.EqualsAsync(0L, () => tenant.ExecuteScalarAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where status not in ('Handled', 'Scheduled')"), TimeSpan.FromSeconds(60), "messages waiting");
        (await tenant.DeadAsync()).ShouldBe(0);
        var afresh = (await Owner.PostAsync("/api/v1/contacts/query", new { filter = new { and = new[] { Is("source", "random"), filter } }, limit = 200 })).ShouldBe(HttpStatusCode.OK).Data.Select(c => (Guid)c["id"]!).Order();
        (await Owner.MembersAsync(segment)).ShouldBe(afresh);
        await Owner.ReadyAsync(segment, afresh.Count());
        (await tenant.QueryAsync<(Guid, long)>("select record_id, sum(case when entered then 1 else -1 end) from kernel.segment_events where segment_id = @segment group by 1", new { segment }))
            .Where(e => e.Item2 == 1).Select(e => e.Item1).Order().ShouldBe(afresh);
    }

    private async Task<Guid> CompanyAsync(string name, string industry) => (await Owner.PostAsync("/api/v1/companies?onDuplicate=allow", new { name, industry })).ShouldBe(HttpStatusCode.Created).Id;

    private IDocumentSession Session() => host.Services.GetRequiredService<IDocumentStore>().LightweightSession(own.Company.Id.ToString("n"));

    private SegmentDesk DeskAt(DateTimeOffset now) => new(host.Services.GetServices<RecordKind>(), new FakeClock(now));
}
