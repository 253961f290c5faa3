using Holdfast.Codec;
using Holdfast.Fuzz;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Gre;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>A planted bug sees what a target has got to, and nothing of the input.</summary>
public sealed class BugsLieBehindDecoding
{
    private const int ExecutionsMax = 10_000;

    /// <summary>Who refuses every input is dead, whatever the inputs are.</summary>
    [Fact]
    public void It_is_found_where_something_is_decoded_and_nowhere_else()
    {
        Assert.InRange(FoundBy(new Words(isAlive: true)), 1, ExecutionsMax);
        Assert.Equal(ExecutionsMax + 1, FoundBy(new Words(isAlive: false)));
    }

    [Fact]
    public void Numbers_of_a_value_are_those_of_its_fields_in_their_order()
    {
        byte[] octets = [0x20, 0, 0x08, 0x00, 0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4, 5];
        Assert.True(GreHeader.TryParse(octets, out var header, out _));
        Assert.True(header.TryToValue(out var value, out _));
        var numbers = new NumbersOf();
        numbers.AddValue(value);
        ulong[] expected = [0x0800, 0xDEADBEEF, 0x01020304];
        Assert.Equal(expected, numbers.Numbers.Where(number => number > 0xFF));
        numbers.Clear();
        numbers.AddOctets(octets);
        Assert.Equal([13ul, 0x2000, 0x0800, 0xDEAD, 0xBEEF, 0x0102, 0x0304], numbers.Numbers);
        numbers.Clear();
        numbers.AddValue((Items<TimeSpan>)[TimeSpan.FromTicks(7), TimeSpan.FromTicks(9)]);
        Assert.Equal([7ul, 9], numbers.Numbers);
    }

    private static int FoundBy(IFuzzTarget sound)
    {
        var planted = new PlantedTarget(sound, target => target.Seeds);
        var mutator = new Mutator(planted, new(1));
        var corpus = planted.Seeds.Select(input => new Seed(input, planted)).ToList();
        var buffer = new byte[planted.LengthMax];
        for (var i = 1; i <= ExecutionsMax; i++)
        {
            if (i % 16 == 1)
            {
                mutator.Begin(corpus);
            }

            try
            {
                planted.Run(buffer.AsSpan(0, mutator.Make(buffer)));
            }
            catch (ClaimBrokenException broken)
            {
                Assert.Contains($"execution {i}", broken.Message, StringComparison.Ordinal);
                return i;
            }
        }

        return ExecutionsMax + 1;
    }

    /// <summary>Says its octets, or refuses each input.</summary>
    private sealed class Words(bool isAlive) : IFuzzTarget
    {
        public string Name => "words";

        public string Claim => "none";

        public TargetRooms Rooms => TargetRooms.Octets;

        public int LengthMax => 64;

        public IReadOnlyList<byte[]> Dictionary => [];

        public IReadOnlyList<byte[]> Seeds => [[9, 40, 80, 160, 11, 77, 200, 31, 5, 99]];

        public void Run(ReadOnlySpan<byte> input)
        {
            foreach (var octet in isAlive ? input : [])
            {
                Reached.All.Add(octet);
            }
        }

        public void Examine(ReadOnlySpan<byte> input) => Run(input);

        public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
            InputShape.OfOctets(input.Length);
    }
}
