using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>Numbers in fields of inputs: where they lie, and that nothing beside them changes.
/// </summary>
public sealed class FieldsOfInputs
{
    private const ulong Number = 0x0123_4567_89AB_CDEF;

    [Fact]
    public void A_number_is_read_as_it_was_put_and_no_other_bit_changes()
    {
        for (var at = 0; at < 24; at++)
        {
            for (var bits = 1; bits <= 64; bits++)
            {
                foreach (var isLittle in (bool[])[false, true])
                {
                    if (isLittle && bits % 8 != 0)
                    {
                        continue;
                    }

                    var field = new InputField(at, bits, true, isLittle, 1, []);
                    var input = new byte[12];
                    input.AsSpan().Fill(0xFF);
                    FieldMutation.Put(input, field, 0);
                    Assert.Equal((input.Length * 8) - bits, input.Sum(one => byte.PopCount(one)));
                    FieldMutation.Put(input, field, Number);
                    Assert.Equal(
                        bits == 64 ? Number : Number & ((1UL << bits) - 1),
                        FieldMutation.Get(input, field));
                }
            }
        }
    }

    [Fact]
    public void Whole_octets_are_in_the_order_of_the_network_or_of_the_machine()
    {
        var input = new byte[9];
        FieldMutation.Put(input, new(8, 64, true, false, 1, []), Number);
        Assert.Equal(Number, BinaryPrimitives.ReadUInt64BigEndian(input.AsSpan(1)));
        FieldMutation.Put(input, new(8, 64, true, true, 1, []), Number);
        Assert.Equal(Number, BinaryPrimitives.ReadUInt64LittleEndian(input.AsSpan(1)));
    }

    /// <summary>Three of four changes of a word keep its form, whatever they make of it.</summary>
    [Fact]
    public void A_word_of_a_text_mostly_stays_one_of_its_form()
    {
        var text = "\"10.1.0.25\": Eth0"u8.ToArray();
        InputField[] fields = [new(0, text.Length * 8, false, false, 1, []) { IsWord = true }];
        var dice = new Dice(7);
        var (kept, made) = (0, new HashSet<string>());
        for (var i = 0; i < 1000; i++)
        {
            var input = text.ToArray();
            FieldMutation.Change(input, fields, [], dice);
            kept += input.Zip(text).All(one => Form(one.First) == Form(one.Second)) ? 1 : 0;
            made.Add(Convert.ToHexString(input));
        }

        Assert.InRange(kept, 750, 950);
        Assert.True(made.Count > 100, $"{made.Count}");

        static char Form(byte octet) => (char)octet switch
        {
            >= '0' and <= '9' => '0',
            >= 'a' and <= 'z' => 'a',
            >= 'A' and <= 'Z' => 'A',
            var other => other,
        };
    }
}
