using Npgsql;
using NpgsqlTypes;

namespace Crm.Benchmarks.Servers;

/// <summary>The least that could be done: a minimal API and Npgsql with prepared statements on one table of documents. No token, no rules, no history.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private const string ConnectionVariable = "BARE_POSTGRES";

    private readonly RunningProgram program;

    private BareServer(RunningProgram program, string database) => (this.program, Database) = (program, database);

    public Uri Url => program.Url;
    public string Database { get; }

    public static async Task<BareServer> StartAsync(Cluster cluster, CancellationToken ct)
    {
        var database = cluster.Prefix + "_bare";
        await cluster.ExecuteAsync($"create database {database}", ct);
        await cluster.ExecuteAsync(database, """
            create table contacts (id uuid primary key, stage text not null, created_at timestamptz not null, data jsonb not null);
            create index contacts_by_stage on contacts (stage, created_at, id)
            """, ct);
        var url = $"http://127.0.0.1:{RunningProgram.FreePort()}";
        var environment = new Dictionary<string, string> { [ConnectionVariable] = cluster.Pool(database), ["DOTNET_gcServer"] = "1" };
        return new(await RunningProgram.StartAsync(new(url), "/ready", [typeof(BareServer).Assembly.Location, "--bare", url], environment, ct), database);
    }

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, url);
        var postgres = Environment.GetEnvironmentVariable(ConnectionVariable)!;
        EntityFramework.Add(builder.Services, postgres + ";Max Auto Prepare=20");
        await using var app = builder.Build();
        await using var source = NpgsqlDataSource.Create(postgres);

        EntityFramework.Map(app);
        app.MapGet("/ready", () => "ready");
        app.MapGet("/contacts/{id:guid}", (Guid id, HttpContext http) => TextAsync(http, 200, source, "select data::text from contacts where id = $1",
            new NpgsqlParameter<Guid> { TypedValue = id }));
        app.MapGet("/contacts", (string stage, HttpContext http) => TextAsync(http, 200, source,
            "select coalesce(jsonb_agg(data), '[]')::text from (select data from contacts where stage = $1 order by created_at desc, id desc limit 50) page",
            new NpgsqlParameter<string> { TypedValue = stage }));
        app.MapPost("/contacts", async (HttpContext http) =>
        {
            using var body = new StreamReader(http.Request.Body);
            var json = await body.ReadToEndAsync(http.RequestAborted);
            await TextAsync(http, 201, source, "insert into contacts (id, stage, created_at, data) values ($1, 'lead', now(), $2) returning data::text",
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() }, new NpgsqlParameter<string> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb });
        });
        await app.RunAsync();
        return 0;
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private static async Task TextAsync(HttpContext http, int status, NpgsqlDataSource source, string sql, params NpgsqlParameter[] parameters)
    {
        await using var connection = await source.OpenConnectionAsync(http.RequestAborted);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(http.RequestAborted);
        if (await command.ExecuteScalarAsync(http.RequestAborted) is not string json)
        {
            http.Response.StatusCode = 404;
            return;
        }
        (http.Response.StatusCode, http.Response.ContentType) = (status, "application/json");
        await http.Response.WriteAsync(json, http.RequestAborted);
    }
}
