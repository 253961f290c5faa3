using System.Reflection;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.6: two members find by one number that they know something else. All that a row says
/// is in its digest, and members of one version compute the same.
/// </summary>
public sealed class StateDigests
{
    private static readonly Position Somewhere = new(new(new(3, 2), new(9)), 40);

    private static readonly IRow[] Rows =
    [
        new IkeSa(
            new(new(1), new(2)), new(11), new("carol"u8), Octets.FromHex("0102"),
            IkeTraits.MessageIdSync, 1, 2, 3, 4,
            [new(5, [Octets.FromHex("aa")], new(6))], [new(7, [Octets.FromHex("bb")], new(8))],
            9, 10, [new(0x301)], Somewhere, Somewhere),
        new ChildSa(
            new(0x301), new(0x401), new(new(1), new(2)), new(12), Octets.FromHex("03"),
            ChildTraits.None, 1, 2, 3, 4, Somewhere),
        new MemberRecord(2, new(9), 3),
        new KeptChange(4, 5, Octets.FromHex("06")),
    ];

    public static TheoryData<string> Names => [.. Rows.Select(row => row.GetType().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_value_in_any_place_of_a_row_is_another_digest(string name)
    {
        var row = Rows.Single(row => row.GetType().Name == name);
        var constructor = row.GetType().GetConstructors().Single();
        var values = constructor.GetParameters()
            .Select(one => row.GetType().GetProperty(one.Name!)!.GetValue(row)).ToArray();
        var digests = new List<StateDigest> { row.Digest };
        for (var at = 0; at < values.Length; at++)
        {
            foreach (var other in Others(values[at]!))
            {
                object?[] changed = [.. values];
                changed[at] = other;
                digests.Add(((IRow)constructor.Invoke(changed)).Digest);
            }
        }

        Assert.Equal(digests.Distinct(), digests);
    }

    /// <summary>Nobody takes two rows for one because what ends one begins the other.</summary>
    [Fact]
    public void Octets_are_digested_with_their_length_and_to_the_last()
    {
        var texts = Enumerable.Range(0, 18)
            .SelectMany(length => new[] { Text(length, 0), Text(length, 1) }).Distinct();
        var digests = texts.Select(text => StateDigest.Of('x').With(text)).ToArray();
        Assert.Equal(35, digests.Length);
        Assert.Equal(digests.Distinct(), digests);

        static Octets Text(int length, byte last) => new(
            [.. Enumerable.Range(1, length).Select(at => at == length ? last : (byte)0)]);
    }

    [Fact]
    public void A_state_is_digested_with_all_its_tables_and_reigns()
    {
        var one = SaState.Empty;
        SaState[] others =
        [
            one, one with { Ikes = one.Ikes.With((IkeSa)Rows[0]) },
            one with { Children = one.Children.With((ChildSa)Rows[1]) },
            one with { Members = one.Members.With((MemberRecord)Rows[2]) },
            one with { Kept = one.Kept.With((KeptChange)Rows[3]) },
            one with { ReignBase = 1 }, one with { ReignBaseAt = 1 },
        ];
        var digests = others.Select(state => state.Digest).ToArray();
        Assert.Equal(digests.Distinct(), digests);
        Assert.Equal(
            others.Select(state => state.Ikes.Count + state.Children.Count == 0),
            others.Select(state => state.HasNoSa));
    }

    /// <summary>
    /// Other processes, and other builds of one version, compute the same numbers: members compare
    /// them. Whoever changes what a row says changes them on purpose.
    /// </summary>
    [Fact]
    public void Digests_are_the_numbers_that_other_members_compute()
    {
        Assert.Equal(
            [
                "461cce76c4243b53", "a78265e5f6bb3fac", "129700b247f73281",
                "0f2f9589a80b07bc", "d2783dad587e289b",
            ],
            [
                $"{Rows[0].Digest}", $"{Rows[1].Digest}", $"{Rows[2].Digest}",
                $"{Rows[3].Digest}", $"{SaState.Empty.Digest}",
            ]);
    }

    // Another value of the same type in each place where it can be another.
    private static IEnumerable<object> Others(object value) => value switch
    {
        byte number => [(byte)(number + 100)],
        ushort number => [(ushort)(number + 100)],
        uint number => [number + 100],
        ulong number => [number + 100],
        Octets octets => [new Octets([.. octets.Span, 1]), Octets.Empty],
        Enum flags => [Enum.ToObject(flags.GetType(), 2)],
        Items<Protocol.Spi> spis => [spis.Add(new(0x999)), (Items<Protocol.Spi>)[new(0x998)]],
        Items<SealedMessage> messages =>
        [
            messages.Add(messages[0]),
            messages.With(0, messages[0] with { Id = 99 }),
            messages.With(0, messages[0] with { Secrets = new(99) }),
            messages.With(0, messages[0] with { Octets = [Octets.FromHex("cc")] }),
        ],
        _ => Deeper(value),
    };

    private static IEnumerable<object> Deeper(object value)
    {
        var constructor = value.GetType().GetConstructors()
            .Single(one => one.GetParameters().Length > 0);
        var values = constructor.GetParameters()
            .Select(one => value.GetType().GetProperty(one.Name!)!.GetValue(value)).ToArray();
        for (var at = 0; at < values.Length; at++)
        {
            foreach (var other in Others(values[at]!))
            {
                object?[] changed = [.. values];
                changed[at] = other;
                yield return constructor.Invoke(changed);
            }
        }
    }
}
