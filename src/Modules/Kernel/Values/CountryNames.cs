namespace Crm.Kernel.Values;

/// <summary>Countries as people write them.</summary>
public static class CountryNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Germany"] = "DE", ["Deutschland"] = "DE", ["Allemagne"] = "DE", ["Alemania"] = "DE", ["Austria"] = "AT", ["Österreich"] = "AT", ["Autriche"] = "AT", ["Switzerland"] = "CH", ["Schweiz"] = "CH", ["Suisse"] = "CH", ["Suiza"] = "CH",
        ["France"] = "FR", ["Frankreich"] = "FR", ["Francia"] = "FR", ["Spain"] = "ES", ["Spanien"] = "ES", ["España"] = "ES", ["Espagne"] = "ES", ["Italy"] = "IT", ["Italien"] = "IT", ["Italia"] = "IT", ["Italie"] = "IT",
        ["United Kingdom"] = "GB", ["UK"] = "GB", ["Great Britain"] = "GB", ["England"] = "GB", ["Großbritannien"] = "GB", ["Royaume-Uni"] = "GB", ["Reino Unido"] = "GB", ["Ireland"] = "IE", ["Irland"] = "IE",
        ["United States"] = "US", ["United States of America"] = "US", ["USA"] = "US", ["Vereinigte Staaten"] = "US", ["États-Unis"] = "US", ["Estados Unidos"] = "US", ["Canada"] = "CA", ["Kanada"] = "CA", ["Mexico"] = "MX", ["México"] = "MX",
        ["Netherlands"] = "NL", ["The Netherlands"] = "NL", ["Niederlande"] = "NL", ["Pays-Bas"] = "NL", ["Belgium"] = "BE", ["Belgien"] = "BE", ["Belgique"] = "BE", ["Luxembourg"] = "LU", ["Luxemburg"] = "LU", ["Denmark"] = "DK", ["Dänemark"] = "DK",
        ["Sweden"] = "SE", ["Schweden"] = "SE", ["Norway"] = "NO", ["Norwegen"] = "NO", ["Finland"] = "FI", ["Finnland"] = "FI", ["Poland"] = "PL", ["Polen"] = "PL", ["Czech Republic"] = "CZ", ["Czechia"] = "CZ", ["Tschechien"] = "CZ",
        ["Portugal"] = "PT", ["Greece"] = "GR", ["Griechenland"] = "GR", ["Turkey"] = "TR", ["Türkei"] = "TR", ["Brazil"] = "BR", ["Brasil"] = "BR", ["Brasilien"] = "BR", ["Argentina"] = "AR", ["India"] = "IN", ["Indien"] = "IN",
        ["China"] = "CN", ["Japan"] = "JP", ["Australia"] = "AU", ["Australien"] = "AU", ["New Zealand"] = "NZ", ["South Africa"] = "ZA",
    };

    /// <summary>The code of a country by its name or code; what is not known stays as it is.</summary>
    public static string CodeOf(string text) => Known.GetValueOrDefault(text.Trim()) ?? (text.Trim() is { Length: 2 } code ? code.ToUpperInvariant() : text.Trim());
}
