using Crm.Tenancy.Signup;

namespace Crm.Host;

/// <summary><c>Crm.Host signups …</c></summary>
internal static class SignupsVerb
{
    public const string Help = """
        Usage: Crm.Host signups list | retry ID | cancel ID

          list     signups that are not ready, newest first, with the step that is stuck and why
          retry    lets the nodes take a failed or stuck signup up again, within half a minute
          cancel   gives a signup up that is not ready: its database, role and reserved slug are removed
        """;

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        var desk = app.Services.GetRequiredService<SignupDesk>();
        switch (args)
        {
            case ["list"]:
                foreach (var s in await desk.ListAsync())
                    Console.WriteLine($"{s.Id}  {s.Slug,-40}  {s.Status,-20}  {s.CreatedAt:u}  {(s.Step is null ? "" : $"{s.Step} after {s.Attempts} attempts: {s.Error}")}");
                return 0;
            case ["retry", var text] when Guid.TryParse(text, out var id):
                return Told(await desk.RetryAsync(id), $"Signup {id} is taken up again within half a minute.", $"There is no failed or unfinished signup {id}.");
            case ["cancel", var text] when Guid.TryParse(text, out var id):
                return Told(await desk.CancelAsync(id), $"Signup {id} is cancelled; its slug is free.", $"There is no unfinished signup {id}.");
            default:
                await Console.Error.WriteLineAsync(Help);
                return 2;
        }
    }

    private static int Told(bool done, string yes, string no)
    {
        (done ? Console.Out : Console.Error).WriteLine(done ? yes : no);
        return done ? 0 : 1;
    }
}
