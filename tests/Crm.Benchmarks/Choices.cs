namespace Crm.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Choices(bool Quick, string? Only, int Contacts, int Tenants, int Book)
{
    private const string Help = """
        Usage: build/bench [--quick] [--only read|list|flood|create|signup|book|fleet] [--contacts N] [--fleet N] [--book N]

          --quick       short rounds and a small fleet: shows that everything runs, not how fast
          --only CASE   one case alone
          --contacts N  contacts in the company's database (60000)
          --fleet N     tenants of the fleet (300)
          --book N      contacts of the large book, up to 1000000 (200000)

        A whole run writes the table of docs/benchmarks.md; with --quick or --only the table is only printed.
        """;

    public static readonly string[] Cases = ["read", "list", "flood", "create", "signup", "book", "fleet"];

    public int WarmUps => Quick ? 1 : 3;
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Quick ? 0.5 : 2);
    public TimeSpan Round => TimeSpan.FromSeconds(Quick ? 0.5 : 1);
    public int Rounds => Quick ? 2 : 9;
    public int Signups => Quick ? 2 : 20;
    public int Fleet => Quick ? 5 : Tenants;
    public int Starts => Quick ? 1 : 3;
    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 2 : 20);
    public bool Whole => !Quick && Only is null;

    public bool Wants(string name) => Only is null || Only == name;

    public static Choices? Read(string[] args)
    {
        var choices = new Choices(false, null, 60_000, 300, 200_000);
        for (var i = 0; i < args.Length; i++)
            switch (args[i])
            {
                case "--quick":
                    choices = choices with { Quick = true, Contacts = Math.Min(choices.Contacts, 2000), Book = Math.Min(choices.Book, 2000) };
                    break;
                case "--only" when i + 1 < args.Length && Cases.Contains(args[i + 1]):
                    choices = choices with { Only = args[++i] };
                    break;
                case "--contacts" when i + 1 < args.Length && int.TryParse(args[i + 1], out var number) && number >= 1000:
                    choices = choices with { Contacts = number };
                    i++;
                    break;
                case "--fleet" when i + 1 < args.Length && int.TryParse(args[i + 1], out var tenants) && tenants is >= 2 and <= 5000:
                    choices = choices with { Tenants = tenants };
                    i++;
                    break;
                case "--book" when i + 1 < args.Length && int.TryParse(args[i + 1], out var book) && book is >= 1000 and <= 1_000_000:
                    choices = choices with { Book = book };
                    i++;
                    break;
                default:
                    Console.Error.WriteLine(Help);
                    return null;
            }
        return choices;
    }
}
