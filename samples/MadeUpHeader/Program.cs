using Holdfast.Codec;
using Lighthouse;

// Somebody else's protocol: the figure in Beacon.cs is all there is to its parser and writer.
LampValue[] lamps = [new() { Colour = 0xFF8800, Name = new Octets("north"u8) }, new()];
var beacon = new BeaconValue { Channel = 7, Lamps = [.. lamps] };
var octets = beacon.ToArray();
Console.WriteLine($"written   {Convert.ToHexStringLower(octets)}");
if (!Beacon.TryParse(octets, out var view, out var error) || !view.TryToValue(out var read, out _))
{
    Console.WriteLine(error);
    return 1;
}

Console.WriteLine($"parsed    {view.Format()}");
Console.WriteLine($"colours   {string.Join(", ", read.Lamps.Select(one => $"#{one.Colour:x6}"))}");
Console.WriteLine($"the same  {read == beacon}");

// A fuzzer's wrong length: one derived field forced, all others computed.
Beacon.TryParse((beacon with { Length = 9 }).ToArray(), out _, out error);
Console.WriteLine($"refused   {error}");
return read == beacon ? 0 : 1;
