using Holdfast.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMemberConfig;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Members that cannot stand: of several mistakes the first is told, then the next.
/// </summary>
public sealed class MemberErrors
{
    private static readonly Settings Right = Read(Smallest).Set;

    [Fact]
    public void Of_several_mistakes_in_a_member_the_first_is_told_and_then_the_next()
    {
        var first = Right.Members[0];
        var wrong = Right.Members[1] with { Number = 0, Name = "", Capacity = -1 };
        var told = new List<string>();
        while (!TryCreate(Right with { Members = [first, wrong] }, out _, out var error))
        {
            told.Add($"{error}");
            wrong = told.Count switch
            {
                1 => wrong with { Number = 1 },
                2 => wrong with { Name = first.Name },
                3 => wrong with { Capacity = 10_000_000 },
                4 => wrong with { Number = 255 },
                _ => wrong with { Name = "moon" },
            };
        }

        Assert.Equal(
            [
                "Members[1].Number is 0: it must be at least 1; raise Number to 1",
                "Members[1].Name.Length is 0: it must be at least 1; raise Name.Length to 1",
                "Members[1].Capacity is -1: it must be at least 0; raise Capacity to 0",
                "Members[1].Number is 1: it must be different from every other one; "
                    + "rename or remove one",
                "Members[1].Name is alice: it must be different from every other one; "
                    + "rename or remove one",
            ],
            told);
    }

    [Theory]
    [InlineData(1, "Members.Count is 1: it must be at least 2; raise Members.Count to 2")]
    [InlineData(17, "Members.Count is 17: it must be at most 16; lower Members.Count to 16")]
    public void A_cluster_has_two_to_sixteen_members(int count, string says)
    {
        Assert.False(TryCreate(Right with { Members = Many(count) }, out _, out var error));
        Assert.Equal(says, $"{error}");
        foreach (var right in (int[])[2, 16])
        {
            Assert.True(
                TryCreate(Right with { Members = Many(right) }, out _, out error), $"{error}");
        }

        static Codec.Items<Member> Many(int count) =>
        [
            .. Enumerable.Range(1, count).Select(
                number => new Member { Number = (byte)number, Name = $"member {number}" }),
        ];
    }

    [Fact]
    public void Whose_configuration_it_is_has_to_be_a_member_of_it()
    {
        Assert.False(TryCreate(Right with { Self = 3 }, out _, out var error));
        Assert.Equal(
            "Self is 3: it must be the number of a member: 1, 2; "
                + "set it to the number of the member whose configuration this is",
            $"{error}");
        Assert.Equal("member 1 of mars", $"{Of(Right)}");
        Assert.Contains(
            "Self is 3",
            Assert.Throws<ArgumentException>(() => Of(Right with { Self = 3 })).Message,
            StringComparison.Ordinal);
    }
}
