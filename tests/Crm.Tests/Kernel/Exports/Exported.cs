using System.Net;
using System.Text;
using Crm.Tests.Support;
using Shouldly;

namespace Crm.Tests.Kernel.Exports;

/// <summary>An export as whoever started it gets it.</summary>
internal sealed record Exported(Answer Job, byte[] File, string MediaType, string Name)
{
    public string Text => Encoding.UTF8.GetString(File);

    public static async Task<Exported> OfAsync(Person person, object asked)
    {
        var started = (await person.PostAsync("/api/v1/exports", asked)).ShouldBe(HttpStatusCode.Accepted);
        started.Location.ShouldBe($"/api/v1/jobs/{started.Id}");
        var job = await EndAsync(person, started.Id);
        job.Text("status").ShouldBe("succeeded", job.Body.ToJsonString());
        using var file = await person.Http.GetAsync($"/api/v1/jobs/{job.Id}/result");
        file.StatusCode.ShouldBe(HttpStatusCode.OK);
        return new(job, await file.Content.ReadAsByteArrayAsync(), file.Content.Headers.ContentType!.MediaType!, file.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
    }

    public static async Task<Answer> EndAsync(Person person, Guid job)
    {
        Answer last = null!;
        await Eventually.HoldsAsync(async () => (last = (await person.GetAsync($"/api/v1/jobs/{job}")).ShouldBe(HttpStatusCode.OK)).Text("status") is not ("queued" or "running"),
            TimeSpan.FromSeconds(60), $"job {job} ends", () => last.Body.ToJsonString());
        return last;
    }
}
