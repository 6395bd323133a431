using System.Text.Json.Nodes;

namespace Crm.Host.Demo;

/// <summary>People who could exist: the same ones every time, no two with the same name, on numbers and domains kept for examples.</summary>
internal static class People
{
    private static readonly string[] First =
    [
        "Amelia", "Anna", "Anton", "Beatriz", "Benedict", "Bruno", "Camille", "Carla", "Charlotte", "Clara", "Daniel", "David", "Diego", "Elena", "Elias", "Elif", "Emil", "Emma", "Erik", "Fatima",
        "Felix", "Finn", "Freya", "Gabriel", "Greta", "Hana", "Hannah", "Helena", "Henrik", "Hugo", "Ida", "Ingrid", "Isabel", "Ivan", "Jakob", "Jana", "Jonas", "Julia", "Karim", "Katarina",
        "Lara", "Leon", "Liam", "Lina", "Lucas", "Luis", "Magnus", "Maja", "Marco", "Maria", "Mats", "Mila", "Nadia", "Nils", "Nora", "Olivia", "Oskar", "Pablo", "Paula", "Rosa",
        "Samuel", "Sara", "Selma", "Simon", "Sofia", "Stella", "Theo", "Thomas", "Valentina", "Vera", "Victor", "Yusuf",
    ];

    private static readonly string[] Last =
    [
        "Adler", "Andersson", "Bauer", "Becker", "Bergman", "Bianchi", "Blanc", "Brandt", "Carlsson", "Carter", "Castillo", "Clarke", "Costa", "Dahl", "Demir", "Dubois", "Engel", "Eriksson", "Evans", "Ferrari",
        "Fischer", "Foster", "Fuchs", "Garcia", "Gruber", "Hansen", "Harris", "Hoffmann", "Holm", "Hughes", "Ivanova", "Jansen", "Keller", "Kovac", "Kowalska", "Lang", "Laurent", "Lindqvist", "Lopez", "Marino",
        "Martin", "Meyer", "Moreau", "Morgan", "Neumann", "Nielsen", "Novak", "Olsen", "Patel", "Pereira", "Richter", "Romano", "Santos", "Schneider", "Silva", "Stein", "Thompson", "Vogel", "Walker", "Yilmaz",
    ];

    private static readonly string[] Domains =
        ["northwind", "brightforge", "heliotrope", "kestrelworks", "lindenhof", "marlowe", "oakridge", "palmetto", "quarzwerk", "rivermill", "solaris", "tidewater", "umbra", "vantage", "westhafen"];

    private static readonly string[] Titles =
        ["Account Manager", "Buyer", "CEO", "CFO", "CTO", "Designer", "Developer", "Head of Marketing", "Head of Sales", "Office Manager", "Operations Lead", "Product Manager", "Project Manager", "Purchasing Director", "Sales Representative"];

    private static readonly string[] Tags = ["newsletter", "vip", "trade fair", "partner", "webinar", "referral", "enterprise", "startup", "press", "supplier"];
    private static readonly string[] Sources = ["website", "referral", "trade fair", "webinar", "cold call", "newsletter"];

    private static readonly (string Stage, int Share)[] Stages = [("lead", 40), ("notAnswered", 18), ("answered", 18), ("qualified", 12), ("customer", 9), ("lost", 3)];

    /// <summary>What regulators keep free for films and examples.</summary>
    private static readonly string[] Numbers =
    [
        .. Enumerable.Range(0, 1000).Select(n => $"+442079460{n:000}"),
        .. new[] { 202, 206, 212, 213, 214, 215, 303, 305, 312, 313, 404, 415, 503, 512, 602, 617, 702, 713, 718, 808 }.SelectMany(area => Enumerable.Range(0, 100).Select(n => $"+1{area}55501{n:00}")),
        .. Enumerable.Range(0, 100).Select(n => $"+4917139200{n:00}"),
        .. Enumerable.Range(605, 95).Select(n => $"+46701740{n:000}"),
    ];

    public static int Most => First.Length * Last.Length;

    public static IEnumerable<JsonObject> Take(int count)
    {
        var chance = new Random(1815);
        var names = First.SelectMany(_ => Last, (first, last) => (first, last)).ToArray();
        var numbers = Numbers.ToArray();
        chance.Shuffle(names);
        chance.Shuffle(numbers);
        return names.Take(count).Select((name, n) => Person(name.first, name.last, numbers[n % numbers.Length], chance));
    }

    private static JsonObject Person(string first, string last, string number, Random chance)
    {
        var person = new JsonObject
        {
            ["firstName"] = first,
            ["lastName"] = last,
            ["jobTitle"] = Pick(Titles, chance),
            ["stage"] = Stage(chance.Next(100)),
            ["source"] = Pick(Sources, chance),
            ["tags"] = new JsonArray([.. Tags.Where(_ => chance.Next(8) == 0).Select(tag => (JsonNode)tag)]),
            ["emails"] = new JsonArray(new JsonObject { ["address"] = $"{first}.{last}@{Pick(Domains, chance)}.example".ToLowerInvariant(), ["label"] = "work" }),
        };
        if (chance.Next(5) > 0) person["phones"] = new JsonArray(new JsonObject { ["number"] = number, ["label"] = chance.Next(2) == 0 ? "mobile" : "work" });
        return person;
    }

    private static string Stage(int percent)
    {
        foreach (var (stage, share) in Stages)
            if ((percent -= share) < 0) return stage;
        return Stages[0].Stage;
    }

    private static T Pick<T>(T[] from, Random chance) => from[chance.Next(from.Length)];
}
