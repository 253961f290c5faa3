using Holdfast.Simulation.Explorer;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>The tables that remember say what a plain one says, full or not.</summary>
public sealed class Remembering
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void A_pool_numbers_values_as_they_come_whatever_their_hashes(int different)
    {
        var random = new Random(7);
        var pool = new Pool<int>();
        var plain = new Dictionary<int, int>();
        for (var round = 0; round < 5_000; round++)
        {
            var value = random.Next(3_000);
            var hash = value % different;
            var known = plain.TryGetValue(value, out var number);
            Assert.Equal(known ? number : Pool<int>.None, pool.Find(value, hash));
            if (!known)
            {
                plain.Add(value, plain.Count);
                Assert.Equal(plain[value], pool.Add(value, hash));
            }

            Assert.Equal(value, pool[plain[value]]);
            Assert.Equal(plain.Count, pool.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_was_found_sound_is_known_by_members_and_damage_and_by_nothing_else(
        int members)
    {
        var random = new Random(11);
        var sound = new Sound(members);
        var plain = new HashSet<string>();
        for (var round = 0; round < 20_000; round++)
        {
            // Two ways lie between the members and what is broken.
            var slots = Enumerable.Range(0, members + 3).Select(_ => random.Next(20)).ToArray();
            var key = string.Join(',', slots[..members].Append(slots[^1]));
            Assert.Equal(plain.Contains(key), sound.Holds(slots));
            if (random.Next(2) == 0 && plain.Add(key))
            {
                sound.Add(slots);
            }
        }
    }
}
