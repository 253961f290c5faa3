using Holdfast.Codec;
using Lighthouse;

// Somebody else's protocol: the figure in Beacon.cs is all there is to its parser and writer.
var beacon = new BeaconValue
{
    Channel = 7,
    Lamps = [new LampValue { Colour = 0xFF8800, Name = new Octets("north"u8) }, new LampValue()],
};
var octets = beacon.ToArray();
Console.WriteLine($"written   {Convert.ToHexStringLower(octets)}");

if (!Beacon.TryParse(octets, out var view, out var error))
{
    Console.WriteLine(error);
    return 1;
}

Console.WriteLine($"parsed    {view.Format()}");
foreach (var lamp in view.Lamps)
{
    Console.WriteLine($"  {lamp.Format()}");
}

var same = view.TryToValue(out var read, out _) && read == beacon;
Console.WriteLine($"the same  {same}");

// A fuzzer's wrong length: one derived field forced, all others computed.
var wrong = (beacon with { Length = 9 }).ToArray();
Beacon.TryParse(wrong, out _, out error);
Console.WriteLine($"refused   {error}");
return same ? 0 : 1;
