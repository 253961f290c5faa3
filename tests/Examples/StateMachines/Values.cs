using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.StateMachines;

/// <summary>The values that machines are made of: instants, outputs, addresses, errors.</summary>
public sealed class Values
{
    [Fact]
    public void Sums_of_time_saturate_at_both_ends()
    {
        var last = new Instant(long.MaxValue);
        var first = new Instant(long.MinValue);

        Assert.Equal(last, last + TimeSpan.FromTicks(1));
        Assert.Equal(last, new Instant(long.MaxValue - 1) + TimeSpan.MaxValue);
        Assert.Equal(first, first - TimeSpan.FromTicks(1));
        Assert.Equal(first, first + TimeSpan.MinValue);
        Assert.Equal(last, last - TimeSpan.MinValue);
        Assert.Equal(TimeSpan.MaxValue, last - first);
        Assert.Equal(TimeSpan.MinValue, first - last);
        Assert.Equal(last, Instant.FromMilliseconds(long.MaxValue) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Time_is_added_and_compared_as_numbers_are()
    {
        var three = Instant.FromMilliseconds(3_000);

        Assert.Equal(TimeSpan.FromSeconds(3), three - Instant.Zero);
        Assert.Equal(Instant.Zero, three - TimeSpan.FromSeconds(3));
        Assert.True(Instant.Zero < three && three > Instant.Zero);
        Assert.True(three >= Instant.FromMilliseconds(3_000));
        Assert.Equal("3.000s", three.ToString());
        Assert.Equal("-0.0000001s", new Instant(-1).ToString());
    }

    [Fact]
    public void The_earliest_of_two_deadlines_is_the_one_that_is_there()
    {
        Instant? soon = new Instant(1);
        Instant? late = new Instant(2);

        Assert.Equal(soon, Instant.Earliest(soon, late));
        Assert.Equal(soon, Instant.Earliest(late, soon));
        Assert.Equal(soon, Instant.Earliest(soon, null));
        Assert.Equal(soon, Instant.Earliest(null, soon));
        Assert.Null(Instant.Earliest(null, null));
    }

    [Fact]
    public void Lists_of_nothing_but_zeros_hash_by_how_many_there_are()
    {
        var lengths = Enumerable.Range(0, 100).Select(length => new int[length]).ToList();

        Assert.Distinct(lengths.Select(zeros => Items.Of<int>(zeros).GetHashCode()));
        Assert.Distinct(lengths.Select(zeros => new Outputs<int>(zeros).GetHashCode()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public void Outputs_keep_their_order_and_are_equal_by_content(int count)
    {
        string[] words = [.. Enumerable.Range(0, count).Select(i => $"output {i}")];
        Outputs<string> outputs = [.. words];

        Assert.Equal(count, outputs.Count);
        Assert.Equal(count == 0, outputs.IsEmpty);
        Assert.Equal(words, outputs.AsEnumerable());
        Assert.Equal($"[{string.Join(", ", words)}]", outputs.ToString());
        Assert.Equal(outputs, new Outputs<string>(words));
        Assert.Equal(outputs.GetHashCode(), new Outputs<string>(words).GetHashCode());
        Assert.NotEqual(outputs, outputs.Add("more"));
        Assert.Equal([.. words, "more"], outputs.Add("more").AsEnumerable());
        Assert.Equal(["first", .. words], outputs.Behind("first").AsEnumerable());
        Assert.Throws<ArgumentOutOfRangeException>(() => outputs[count]);
        if (count > 0)
        {
            string[] otherwise = [.. words[..^1], "another"];
            Assert.NotEqual(outputs, new Outputs<string>(otherwise));
        }
    }

    [Fact]
    public void One_output_is_made_and_walked_without_an_allocation()
    {
        var length = 0;
        Assert.Equal(0, HeapCost.Least(() => length += Measure()));
        Assert.Equal(HeapCost.Times * "one".Length, length);

        static int Measure()
        {
            Outputs<string> outputs = default;
            outputs = outputs.Add("one");
            var sum = 0;
            foreach (var output in outputs)
            {
                sum += output.Length;
            }

            return sum;
        }
    }

    [Theory]
    [InlineData("10.0.0.1", 4)]
    [InlineData("255.255.255.255", 4)]
    [InlineData("2001:db8::1", 16)]
    [InlineData("::", 16)]
    public void Addresses_are_read_and_printed(string text, int length)
    {
        var address = HostAddress.Parse(text);
        var octets = new byte[address.Length];
        address.Write(octets);

        Assert.Equal(text, address.ToString());
        Assert.Equal(length, address.Length);
        Assert.Equal(address, HostAddress.From(octets));
        Assert.Equal(text == "::", address.IsUnspecified);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("10")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(HostAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => HostAddress.Parse(text));
    }

    [Fact]
    public void Addresses_compare_as_unsigned_numbers_and_those_of_IPv4_come_first()
    {
        HostAddress[] sorted =
        [
            HostAddress.Parse("9.255.255.255"), HostAddress.Parse("10.0.0.1"),
            HostAddress.Parse("200.0.0.1"), HostAddress.Parse("::1"), HostAddress.Parse("fe80::1"),
        ];

        Assert.Equal(sorted, sorted.Reverse().Order());
        Assert.True(sorted[0] < sorted[1] && sorted[2] >= sorted[1] && sorted[3] > sorted[2]);
        Assert.Equal(HostAddress.Parse("10.0.0.1"), HostAddress.From(new Ipv4Address(0x0A000001)));
        Assert.Throws<ArgumentException>(() => HostAddress.From(new byte[5]));
    }

    [Fact]
    public void An_error_of_a_configuration_names_the_value_its_bound_and_the_change()
    {
        var error = ConfigError.Outside(
            "HoldTime", TimeSpan.FromSeconds(300), TimeSpan.FromMilliseconds(1_500),
            TimeSpan.FromSeconds(255));
        Assert.Equal(
            "Front.HoldTime is 300 s: it must be at most 255 s; lower HoldTime to 255 s",
            error!.Value.Inside("Front").ToString());

        var low = ConfigError.Outside("Priority", -1, 0, 255);
        Assert.Equal(
            "Priority is -1: it must be at least 0; raise Priority to 0", low.ToString());
        Assert.Null(ConfigError.Outside("Priority", 255, 0, 255));
        Assert.Null(ConfigError.Outside(
            "Worry", TimeSpan.FromTicks(1), TimeSpan.FromTicks(1), TimeSpan.FromTicks(1)));
        Assert.Equal("0.3 us", ConfigError.Text(TimeSpan.FromTicks(3)));
        Assert.Equal("250 ms", ConfigError.Text(TimeSpan.FromMilliseconds(250)));
        Assert.Equal("2100.0001 ms", ConfigError.Text(TimeSpan.FromTicks(21_000_001)));
        Assert.Equal("-922337203685477.5808 ms", ConfigError.Text(TimeSpan.MinValue));
    }
}
