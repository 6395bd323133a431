using Crm.Host.Demo;
using PhoneNumbers;
using Shouldly;
using Xunit;

namespace Crm.Tests.Operations;

public class DemoPeopleAreBelievable
{
    private static readonly string[] Stages = ["lead", "notAnswered", "answered", "qualified", "customer", "lost"];

    [Fact]
    public void Nobody_twice_with_valid_numbers_and_known_stages()
    {
        var people = People.Take(3000).ToList();

        people.Count.ShouldBe(3000);
        people.Select(p => $"{p["firstName"]} {p["lastName"]}").Distinct().Count().ShouldBe(3000);
        people.Select(p => p["emails"]![0]!["address"]!.GetValue<string>()).Distinct().Count().ShouldBe(3000);
        people.Select(p => p["stage"]!.GetValue<string>()).Distinct().ShouldBe(Stages, ignoreOrder: true);
        var numbers = people.Where(p => p["phones"] is not null).Select(p => p["phones"]![0]!["number"]!.GetValue<string>()).ToList();
        numbers.Count.ShouldBeGreaterThan(2000);
        numbers.Where(n => !PhoneNumberUtil.GetInstance().IsValidNumber(PhoneNumberUtil.GetInstance().Parse(n, null))).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_people_every_time() => People.Take(50).Select(p => p.ToJsonString()).ShouldBe(People.Take(50).Select(p => p.ToJsonString()));
}
