using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Crm.Tests.Kernel.Exports;
using Crm.Tests.Support;
using Shouldly;

namespace Crm.Tests.Kernel.Importing;

/// <summary>An import from the upload to its end.</summary>
internal sealed record Imported(Answer Import, Answer Job)
{
    public long Count(string verdict) => (long)Import.Body["outcome"]!["counts"]![verdict]!;

    public static Task<Answer> UploadAsync(Person person, string text, string kind = "contact", string name = "people.csv") => UploadAsync(person, Encoding.UTF8.GetBytes(text), kind, name);

    public static async Task<Answer> UploadAsync(Person person, byte[] file, string kind = "contact", string name = "people.csv", string type = "text/csv")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await person.Http.PostAsync($"/api/v1/imports?object={kind}&fileName={name}", content);
        var body = await response.Content.ReadAsStringAsync();
        return new(response.StatusCode, JsonNode.Parse(body), response.Headers.ETag?.ToString(), response.Headers.Location?.ToString(), false);
    }

    /// <param name="terms">Changes to what is proposed.</param>
    public static async Task<Imported> RunAsync(Person person, byte[] file, object? terms = null, string kind = "contact", string act = "runs", string name = "people.csv")
    {
        var import = (await UploadAsync(person, file, kind, name)).ShouldBe(HttpStatusCode.Created);
        if (terms is not null) (await person.PatchAsync($"/api/v1/imports/{import.Id}", terms)).ShouldBe(HttpStatusCode.OK);
        return await StartAsync(person, import.Id, act);
    }

    public static Task<Imported> RunAsync(Person person, string text, object? terms = null, string kind = "contact", string act = "runs") => RunAsync(person, Encoding.UTF8.GetBytes(text), terms, kind, act);

    public static async Task<Imported> StartAsync(Person person, Guid import, string act = "runs")
    {
        var started = (await person.PostAsync($"/api/v1/imports/{import}/{act}")).ShouldBe(HttpStatusCode.Accepted);
        var job = await Exported.EndAsync(person, started.Id);
        job.Text("status").ShouldBe("succeeded", job.Body.ToJsonString());
        return new((await person.GetAsync($"/api/v1/imports/{import}")).ShouldBe(HttpStatusCode.OK), job);
    }

    public async Task<IReadOnlyList<JsonNode>> RowsAsync(Person person, string verdict = "error") => (await person.GetAsync($"/api/v1/imports/{Import.Id}/rows?verdict={verdict}&limit=200")).ShouldBe(HttpStatusCode.OK).Data;

    public Task<string> ErrorsAsync(Person person) => person.Http.GetStringAsync($"/api/v1/jobs/{Job.Id}/result");
}
