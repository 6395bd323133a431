using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Crm.Tests.Support;

namespace Crm.Tests.Kernel.Changes;

/// <summary>A stream of changes, as a client reads it.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpResponseMessage response;
    private readonly Stream body;
    private readonly IAsyncEnumerator<SseItem<string>> events;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        (this.response, this.body) = (response, body);
        events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    /// <summary>The id of the last event.</summary>
    public string Last { get; private set; } = "";

    public static Task<EventStream> OpenAsync(Person person, string query = "", string? last = null) => OpenAsync(person.Http, query, last);

    public static async Task<EventStream> OpenAsync(HttpClient client, string query = "", string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events{query}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var stream = new EventStream(response, await response.Content.ReadAsStreamAsync());
        await stream.NextAsync(); // how far it is
        return stream;
    }

    /// <summary>The next event: its name and data; null once the stream has ended.</summary>
    public async Task<(string Name, JsonNode Data)?> NextAsync(double seconds = 20)
    {
        if (!await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(seconds))) return null;
        Last = events.Current.EventId!;
        return (events.Current.EventType, JsonNode.Parse(events.Current.Data)!);
    }

    /// <summary>The next change.</summary>
    public async Task<JsonNode> ChangeAsync(double seconds = 20)
    {
        while (true)
            if (await NextAsync(seconds) is not var (name, data)) throw new InvalidOperationException("The stream has ended.");
            else if (name == "change") return data;
    }

    public async ValueTask DisposeAsync()
    {
        response.Dispose();
        await body.DisposeAsync();
    }
}
