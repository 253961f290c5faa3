using Holdfast.Codec.Schemas;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Samples;

/// <summary>Octets that may be anything: valid ones with damage, or none of them meant.</summary>
public static class Noise
{
    private const int RandomOctetsMax = 96;

    /// <summary>Draws damaged samples of a type: bits, octets, lengths, or all of it.</summary>
    public static Func<Choices, Sample> Samples(WireEntry entry)
    {
        var valid = WireFormats.Samples(entry);
        return choices =>
        {
            var sample = valid(choices);
            return sample with { Octets = Damage(choices, sample) };
        };
    }

    private static byte[] Damage(Choices choices, Sample sample)
    {
        var octets = sample.Octets;
        switch (choices.Below(7))
        {
            case 0:
                return octets;
            case 1:
                return octets[..choices.Below(octets.Length + 1)];
            case 2:
                return [.. octets, .. choices.Octets(1 + choices.Below(16))];
            case 3:
                return choices.Octets(choices.Below(RandomOctetsMax));
            case 4:
                var at = choices.Below(octets.Length + 1);
                return [.. octets[..at], .. choices.Octets(1 + choices.Below(5)), .. octets[at..]];
            default:
                return Flip(choices, [.. octets]);
        }
    }

    private static byte[] Flip(Choices choices, byte[] octets)
    {
        for (var i = choices.Below(3); i >= 0 && octets.Length > 0; i--)
        {
            var at = choices.Below(choices.Chance(50) ? int.Min(octets.Length, 16) : octets.Length);
            octets[at] = choices.Below(6) switch
            {
                0 => 0,
                1 => 0xFF,
                2 => (byte)choices.Next(),
                _ => (byte)(octets[at] ^ (1 << choices.Below(8))),
            };
        }

        return octets;
    }
}
