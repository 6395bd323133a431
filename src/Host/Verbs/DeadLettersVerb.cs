using Crm.Kernel.Control;
using Crm.Tenancy.Catalog;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;
using Wolverine.Runtime;

namespace Crm.Host;

/// <summary><c>Crm.Host dead-letters …</c></summary>
internal static class DeadLettersVerb
{
    public const string Help = """
        Usage: Crm.Host dead-letters list SLUG | replay SLUG [ID]

          list     messages of the company that could not be handled; "control" names the control database
          replay   hands one of them, or all, to their handlers again, within a minute
        """;

    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        if (args is not (["list", _] or ["replay", _] or ["replay", _, _]) || args is ["replay", _, var text] && !Guid.TryParse(text, out _))
        {
            await Console.Error.WriteLineAsync(Help);
            return 2;
        }
        if (await StoreAsync(app, args[1]) is not { } letters)
        {
            await Console.Error.WriteLineAsync($"There is no company \"{args[1]}\".");
            return 1;
        }
        var query = new DeadLetterEnvelopeQuery { PageSize = 500 };
        if (args is [_, _, var id]) query.MessageIds = [Guid.Parse(id)];
        var found = await letters.QueryAsync(query, default);
        foreach (var letter in found.Envelopes)
            Console.WriteLine($"{letter.Id}  {letter.SentAt:u}  {letter.MessageType}  {letter.ExceptionType}: {letter.ExceptionMessage}");
        if (args[0] == "replay") await letters.ReplayAsync(query, default);
        Console.WriteLine(args[0] == "replay" ? $"{found.Envelopes.Count} are handled again within a minute." : $"{found.Envelopes.Count} dead letters.");
        return 0;
    }

    private static async Task<IDeadLetters?> StoreAsync(WebApplication app, string slug)
    {
        var runtime = app.Services.GetRequiredService<IWolverineRuntime>();
        if (slug == "control") return ((IMessageStore)runtime.MainDatabase()).DeadLetters;
        if (await app.Services.GetRequiredService<TenantCatalog>().FindSlugAsync(slug) is not { } tenant) return null;
        // An agent must be there to take them up.
        await app.Services.GetRequiredService<WakeBook>().TouchAsync(tenant.Key, default);
        var stores = (MultiTenantedMessageStore)app.Services.GetRequiredService<IMessageStore>();
        return (await stores.Source.FindAsync(tenant.Key)).DeadLetters;
    }
}
