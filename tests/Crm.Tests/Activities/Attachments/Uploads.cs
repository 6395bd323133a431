using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Crm.Tests.Support;

namespace Crm.Tests.Activities.Attachments;

/// <summary>How a client uploads.</summary>
internal static class Uploads
{
    public static async Task<Guid> ContactAsync(this Person person) => (await person.PostAsync("/api/v1/contacts?onDuplicate=allow", new { lastName = "Ada" })).ShouldBe(HttpStatusCode.Created).Id;

    public static Task<Answer> BeginAsync(this Person person, Guid contact, long size, string name = "offer.pdf", string? type = null) =>
        person.PostAsync("/api/v1/attachments", new { fileName = name, size, contentType = type, records = new[] { new { type = "contact", id = contact } } });

    public static async Task<Answer> PartAsync(this Person person, Guid attachment, byte[] bytes, long? offset, string type = "application/octet-stream")
    {
        using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using var response = await person.Http.PutAsync($"/api/v1/attachments/{attachment}/content{(offset is null ? "" : $"?offset={offset}")}", content);
        return new(response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()), response.Headers.ETag?.ToString(), null, false);
    }

    /// <summary>From the beginning to the end, in one part.</summary>
    public static async Task<Answer> UploadAsync(this Person person, Guid contact, byte[] bytes, string name = "offer.pdf", string? type = null)
    {
        var begun = (await person.BeginAsync(contact, bytes.Length, name, type)).ShouldBe(HttpStatusCode.Created);
        return (await person.PartAsync(begun.Id, bytes, 0)).ShouldBe(HttpStatusCode.OK);
    }

    public static async Task<HttpResponseMessage> DownloadAsync(this Person person, Guid attachment, string? range = null, string? ifRange = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/attachments/{attachment}/content");
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null) request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await person.Http.SendAsync(request);
    }

    public static async Task<byte[]> BytesAsync(this Person person, Guid attachment)
    {
        using var answer = await person.DownloadAsync(attachment);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    public static byte[] Random(int length) => RandomNumberGenerator.GetBytes(length);
}
