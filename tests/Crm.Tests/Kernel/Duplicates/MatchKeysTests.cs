using Crm.Kernel.Duplicates;
using Shouldly;
using Xunit;

namespace Crm.Tests.Kernel.Duplicates;

public sealed class MatchKeysTests
{
    [Theory]
    [InlineData("Jörg", "Müller", "muller jorg", "")]
    [InlineData("  ADA ", "Lovelace", "Lovelace,", "Ada")]
    [InlineData("Zoë", "O'Neill", "Zoe", "ONeill")]
    [InlineData("Anna-Maria", "Groß", "Maria", "Anna Gross")]
    [InlineData("Łukasz", "Ørsted", "Lukasz", "Orsted")]
    [InlineData("Ελένη", "Παπά", "ΕΛΕΝΗ", "ΠΑΠΑ")]
    public void Names_are_the_same_whatever_case_accents_punctuation_and_order(string first, string last, string otherFirst, string otherLast) =>
        MatchKeys.OfPerson(first, last).ShouldBe(MatchKeys.OfPerson(otherFirst, otherLast));

    [Fact]
    public void Different_people_stay_different_and_nothing_stays_nothing()
    {
        MatchKeys.OfPerson("Ada", "Lovelace").ShouldNotBe(MatchKeys.OfPerson("Ada", "Loveless"));
        MatchKeys.OfPerson(null, "").ShouldBe("");
        MatchKeys.OfPerson("!!", "—").ShouldBe("");
        MatchKeys.OfPerson("王", "小明").ShouldNotBe("");
    }

    [Theory]
    [InlineData("Acme GmbH", "ACME")]
    [InlineData("Acme Inc.", "Acme, Incorporated")]
    [InlineData("Acme GmbH & Co. KG", "acme")]
    [InlineData("Société Générale S.A.", "Societe Generale")]
    [InlineData("Bolt Ltd", "Bolt Limited")]
    [InlineData("Verein e.V.", "Verein")]
    public void Organizations_are_the_same_whatever_their_legal_form(string one, string other) => MatchKeys.OfOrganization(one).ShouldBe(MatchKeys.OfOrganization(other));

    [Fact]
    public void A_name_that_is_a_legal_form_stays_and_the_order_of_words_counts()
    {
        MatchKeys.OfOrganization("AG").ShouldBe("ag");
        MatchKeys.OfOrganization("Data House").ShouldNotBe(MatchKeys.OfOrganization("House Data"));
        MatchKeys.OfOrganization("SE Software").ShouldBe("se software");
    }
}
