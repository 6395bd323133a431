using System.Net;
using Crm.Tests.Support;
using Shouldly;
using Xunit;

namespace Crm.Tests.Contacts.Stages;

public sealed class RemovalRacesTests(OwnCompany own) : IClassFixture<OwnCompany>
{
    [Fact]
    public async Task No_contact_ends_up_in_a_stage_that_is_removed_meanwhile()
    {
        var boss = own.Company.Owner;
        for (var round = 0; round < 12; round++)
        {
            var key = $"race{round}";
            (await boss.PostAsync("/api/v1/contact-stages", new { key, label = key, category = "open" })).ShouldBe(HttpStatusCode.Created);
            var contact = (await boss.PostAsync("/api/v1/contacts", new { firstName = "Moves" })).Id;
            var removal = boss.DeleteAsync($"/api/v1/contact-stages/{key}", "*");
            var writers = Enumerable.Range(0, 3).Select(_ => boss.PostAsync("/api/v1/contacts", new { firstName = "Racer", stage = key }))
                .Append(boss.PutAsync($"/api/v1/contacts/{contact}/stage", new { stage = key }, "*")).Append(boss.PatchAsync($"/api/v1/contacts/{contact}", new { stage = key })).ToList();
            await Task.WhenAll(writers.Append(removal));

            var arrived = (await boss.GetAsync($"/api/v1/contacts?stage={key}")).Data.Count;
            (await boss.GetAsync($"/api/v1/contact-stages/{key}")).Status.ShouldBe(arrived > 0 ? HttpStatusCode.OK : HttpStatusCode.NotFound, $"round {round}: {arrived} arrived, the removal answered {(await removal).Status}");
            (await Task.WhenAll(writers)).ShouldAllBe(w => (int)w.Status < 500);
        }
    }
}
