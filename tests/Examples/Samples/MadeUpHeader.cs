using System.Reflection;
using Lighthouse;

namespace Holdfast.Tests.Examples.Samples;

[Collection("programs that write to the console")]
public sealed class MadeUpHeader
{
    [Fact]
    public void The_sample_writes_parses_and_refuses_a_header_of_somebody_elses_protocol()
    {
        var (exit, output) = Run(typeof(Beacon).Assembly);

        Assert.Equal(0, exit);
        Assert.Equal(
            """
            written   501e00166759ff8800056e6f72746800000000000000
            parsed    Beacon Version=5 Channel=7 LampCount=2 Length=22 Checksum=26457 Lamps=[2]
            colours   #ff8800, #000000
            the same  True
            refused   LengthOutOfRange in NameLength at octet 9

            """,
            output,
            ignoreLineEndingDifferences: true);
    }

    private static (int Exit, string Output) Run(Assembly program)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            var exit = program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
            return (exit is int code ? code : 0, output.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
