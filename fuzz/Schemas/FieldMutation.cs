namespace Holdfast.Fuzz.Schemas;

/// <summary>Changes one field of an input in place and leaves all others as they are.</summary>
internal static class FieldMutation
{
    private const int Ways = 11;

    /// <summary>Changes a field that is drawn.</summary>
    /// <param name="input">The input.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="words">The dictionary.</param>
    /// <param name="dice">What is drawn.</param>
    public static void Change(
        Span<byte> input, IReadOnlyList<InputField> fields, IReadOnlyList<byte[]> words, Dice dice)
    {
        var field = fields[dice.Below(fields.Count)];
        if (field.At + field.Bits > input.Length * 8)
        {
            return;
        }

        if (field.IsNumber && field.Bits <= 64)
        {
            Put(input, field, Number(input, field, fields, dice));
        }
        else if (field.IsWord && !dice.OneIn(4))
        {
            ChangeLetter(input.Slice(field.At / 8, field.Bits / 8), dice);
        }
        else
        {
            ChangeOctets(input.Slice(field.At / 8, field.Bits / 8), input, fields, words, dice);
        }
    }

    /// <summary>The number in a field.</summary>
    public static ulong Get(ReadOnlySpan<byte> input, in InputField field)
    {
        ulong number = 0;
        if ((field.At | field.Bits) % 8 == 0)
        {
            var octets = input.Slice(field.At / 8, field.Bits / 8);
            for (var i = 0; i < octets.Length; i++)
            {
                number = (number << 8) | octets[field.IsLittle ? octets.Length - 1 - i : i];
            }

            return number;
        }

        for (var i = 0; i < field.Bits; i++)
        {
            var at = field.At + i;
            var bit = (uint)(input[at / 8] >> (7 - (at % 8))) & 1;
            number |= (ulong)bit << Weight(field, i);
        }

        return number;
    }

    /// <summary>Puts a number into a field, as many of its bits as there is room for.</summary>
    public static void Put(Span<byte> input, in InputField field, ulong number)
    {
        if ((field.At | field.Bits) % 8 == 0)
        {
            var octets = input.Slice(field.At / 8, field.Bits / 8);
            for (var i = octets.Length - 1; i >= 0; i--)
            {
                octets[field.IsLittle ? octets.Length - 1 - i : i] = (byte)number;
                number >>= 8;
            }

            return;
        }

        for (var i = 0; i < field.Bits; i++)
        {
            var at = field.At + i;
            var mask = (byte)(0x80 >> (at % 8));
            input[at / 8] = (number >> Weight(field, i) & 1) != 0
                ? (byte)(input[at / 8] | mask)
                : (byte)(input[at / 8] & ~mask);
        }
    }

    // A digit becomes a digit and a letter a letter: an address or a time stays one.
    private static void ChangeLetter(Span<byte> word, Dice dice)
    {
        var first = dice.Below(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            ref var octet = ref word[(first + i) % word.Length];
            if (char.IsAsciiLetterOrDigit((char)octet))
            {
                octet = char.IsAsciiDigit((char)octet)
                    ? (byte)('0' + dice.Below(10))
                    : (byte)((char.IsAsciiLetterUpper((char)octet) ? 'A' : 'a') + dice.Below(26));
                return;
            }
        }
    }

    private static int Weight(in InputField field, int bit) => field.IsLittle
        ? (bit / 8 * 8) + 7 - (bit % 8)
        : field.Bits - 1 - bit;

    private static ulong Number(
        ReadOnlySpan<byte> input, in InputField field, IReadOnlyList<InputField> fields, Dice dice)
    {
        var number = Get(input, field);
        switch (dice.Below(Ways))
        {
            case 0:
                return number + 1;
            case 1:
                return number - 1;
            case 2:
                return number + (ulong)field.Unit;
            case 3:
                return 0;
            case 4:
                return ulong.MaxValue;
            case 5:
                return number / 2;
            case 6:
                return number ^ (1UL << dice.Below(field.Bits));
            case 7:
                return (ulong)dice.Below(16);
            case 8 when field.Values.Length > 0:
                return field.Values[dice.Below(field.Values.Length)];
            case 9:
                // What another field says: the relations that no single change would make.
                var other = fields[dice.Below(fields.Count)];
                return other.IsNumber && other.Bits <= 64
                    && other.At + other.Bits <= input.Length * 8
                        ? Get(input, other)
                        : (ulong)other.Bits / 8;
            default:
                return dice.Next();
        }
    }

    private static void ChangeOctets(
        Span<byte> octets, ReadOnlySpan<byte> input, IReadOnlyList<InputField> fields,
        IReadOnlyList<byte[]> words, Dice dice)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        switch (dice.Below(5))
        {
            case 0:
                octets.Fill((byte)(dice.OneIn(2) ? 0 : 0xFF));
                break;
            case 1 when words.Count > 0:
                var word = words[dice.Below(words.Count)];
                var at = dice.OneIn(2) ? 0 : dice.Below(octets.Length);
                word.AsSpan(0, Math.Min(word.Length, octets.Length - at)).CopyTo(octets[at..]);
                break;
            case 2:
                var other = fields[dice.Below(fields.Count)];
                var from = other.At / 8;
                var count = Math.Min(octets.Length, Math.Min(other.Bits / 8, input.Length - from));
                input.Slice(from, Math.Max(0, count)).CopyTo(octets);
                break;
            case 3:
                octets[dice.Below(octets.Length)] ^= (byte)(1 << dice.Below(8));
                break;
            default:
                octets[dice.Below(octets.Length)] = (byte)dice.Next();
                break;
        }
    }
}
