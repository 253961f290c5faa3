using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// Where packets from inside to what is behind the peer are led, at every moment. The host inside
/// has a route by the virtual address, as a router inside has that learns no routes; whichever
/// member has that address and a route into the tunnel leads them on.
/// </summary>
internal sealed partial class RouteWatch
{
    private const string Mac = "00:00:0c:9f:f0:02";
    private static readonly string[] Members = ["alice", "moon"];
    private readonly Lab _lab;

    /// <param name="lab">Before a member is started there.</param>
    public RouteWatch(Lab lab)
    {
        _lab = lab;
        foreach (var member in Members)
        {
            lab.Start(member, $"{member}.routes", "ip", "-ts", "-o", "monitor", "link", "route");
        }

        lab.Start("dave", "dave.routes", "ip", "-ts", "-o", "monitor", "route", "neigh");
    }

    /// <summary>For how long at most nobody led them, and for how long in all two did.</summary>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when.</param>
    public (TimeSpan Nobody, TimeSpan Both) Between(DateTime from, DateTime to)
    {
        var changes = Members
            .SelectMany((member, at) => ChangesOf(member).Select(one => (one.At, at, one.Leads)))
            .OrderBy(one => one.At)
            .ToList();
        var leads = new bool[Members.Length];
        foreach (var (_, at, isLeading) in changes.Where(one => one.At <= from))
        {
            leads[at] = isLeading;
        }

        var (nobody, both, spell, last) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, from);
        foreach (var (when, at, isLeading) in changes.Where(one => one.At > from && one.At < to)
            .Append((to, 0, false)))
        {
            var lasted = when - last;
            spell = leads.Contains(true) ? TimeSpan.Zero : spell + lasted;
            nobody = spell > nobody ? spell : nobody;
            both += leads.All(one => one) ? lasted : TimeSpan.Zero;
            (leads[at], last) = (isLeading, when);
        }

        return (nobody, both);
    }

    /// <summary>How often the host inside had another route, or somebody else for its next hop.
    /// </summary>
    public int Strayed() => Lines("dave").Count(line =>
        (line.Contains("10.1.0.5 dev", StringComparison.Ordinal)
            && line.Contains("lladdr", StringComparison.Ordinal)
            && !line.Contains(Mac, StringComparison.Ordinal))
        || line.Contains("default", StringComparison.Ordinal));

    private IEnumerable<(DateTime At, bool Leads)> ChangesOf(string member)
    {
        var (hasRoute, isHere) = (false, false);
        foreach (var line in Lines(member))
        {
            var what = Line().Match(line);
            if (!what.Success)
            {
                continue;
            }

            var (isGone, rest) = (what.Groups[2].Success, what.Groups[3].Value);
            if (rest.StartsWith($"{Lab.Behind} dev hf0", StringComparison.Ordinal))
            {
                hasRoute = !isGone;
            }
            else if (Link().Match(rest) is { Success: true } link)
            {
                var isUp = !isGone && link.Groups[2].Value.Split(',').Contains("UP");
                hasRoute &= isUp || link.Groups[1].Value != "hf0";
                isHere = link.Groups[1].Value == "hf0" ? isHere : isUp;
            }
            else
            {
                continue;
            }

            yield return (
                DateTime.Parse(what.Groups[1].Value, CultureInfo.InvariantCulture)
                    .ToUniversalTime(),
                hasRoute && isHere);
        }
    }

    private string[] Lines(string name) =>
        File.ReadAllLines(Path.Combine(_lab.Folder, $"{name}.routes"));

    [GeneratedRegex(@"^\[([0-9T:.-]+)\] *(Deleted )?(.*)")]
    private static partial Regex Line();

    [GeneratedRegex("^[0-9]+: (hf0|hsrp2b)[@:][^<]*<([^>]*)>")]
    private static partial Regex Link();
}
