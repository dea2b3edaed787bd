namespace Gelf.Tests.EndToEnd.Shell;

/// <summary>Several runspaces of one process share its relays; what one of them removes, another one keeps.</summary>
public sealed class RunspaceTests
{
    private const string Copy = "$copy = '/run/tmp/Gelf'; Copy-Item (Get-Module Gelf -ListAvailable).ModuleBase $copy -Recurse; ";

    [Fact]
    public Task A_relay_of_one_runspace_is_seen_and_stopped_from_others() => AssertSaysAsync(
        """
        $null = Start-GelfRelay -Port 0 -Name one
        1..2 | ForEach-Object -Parallel { (Get-GelfRelay).Name }
        Start-ThreadJob { Stop-GelfRelay one } | Receive-Job -Wait -AutoRemoveJob
        (Get-GelfRelay one).State
        """,
        "one", "one", "Stopped");

    [Fact]
    public Task A_relay_of_a_thread_job_lives_on_when_that_has_ended() => AssertSaysAsync(
        """
        Start-ThreadJob { $null = Start-GelfRelay -Port 0 -Name one } | Receive-Job -Wait -AutoRemoveJob
        (Get-GelfRelay one).State
        """,
        "Running");

    [Fact]
    public Task Removing_the_module_in_one_runspace_stops_what_that_one_runs_says_so_and_nothing_else() => AssertSaysAsync(
        """
        $null = Start-GelfRelay -Port 0 -Name mine; $null = New-GelfTap t1
        Start-ThreadJob { $null = Start-GelfRelay -Port 0 -Name its; $null = New-GelfTap t2; Remove-Module Gelf } | Receive-Job -Wait -AutoRemoveJob 3>&1 | ForEach-Object Message
        Get-GelfRelay | ForEach-Object { "$($_.Name) $($_.State)" }
        Get-GelfTap t? | ForEach-Object Name
        """,
        "Gelf is removed: the relay 'its' on tap 'tap1' stops.", "Gelf is removed: the tap 't2' goes.", "mine Running", "its Stopped", "t1");

    [Fact]
    public Task The_last_runspace_that_removes_the_module_stops_all() => AssertSaysAsync(
        """
        $null = Start-GelfRelay -Port 0 -Name mine
        Start-ThreadJob { $null = Start-GelfRelay -Port 0 -Name its } | Receive-Job -Wait -AutoRemoveJob
        Remove-Module Gelf 3>&1 | ForEach-Object Message
        (Get-Job).State
        """,
        "Gelf is removed: the relay 'mine' on tap 'tap0' stops.", "Gelf is removed: the relay 'its' on tap 'tap1' stops.", "Stopped", "Stopped");

    [Fact]
    public Task A_second_import_loses_no_relay_nor_does_one_by_force() => AssertSaysAsync(
        """
        $manifest = (Get-Module Gelf -ListAvailable).Path
        $null = Start-GelfRelay -Port 0 -Name one
        Import-Module $manifest
        (Get-GelfRelay one).State
        1..2 | ForEach-Object -Parallel { Import-Module $using:manifest -Force }
        (Get-GelfRelay one).State
        Import-Module $manifest -Force
        (Get-GelfRelay one).State
        (Start-GelfRelay -Port 0 -Name again).State
        Remove-Module Gelf 3>&1 | ForEach-Object Message
        """,
        "Running", "Running", "Running", "Running", "Gelf is removed: the relay 'one' on tap 'tap0' stops.", "Gelf is removed: the relay 'again' on tap 'tap1' stops.");

    [Fact]
    public async Task A_second_copy_from_another_folder_is_refused_with_one_error_that_names_both()
    {
        await AssertSaysAsync(
            Copy + """
            $null = Start-GelfRelay -Port 0 -Name one
            1..1 | ForEach-Object -Parallel { try { Import-Module "$using:copy/Gelf.psd1" } catch { "$_" } }
            (Get-GelfRelay one).State
            """,
            Refusal(), "Running");
        await AssertSaysAsync(
            Copy + """
            $null = Get-GelfTap
            try { Import-Module "$copy/Gelf.psd1" } catch { "$_" }
            "$($Error.Count) error"
            """,
            Refusal(), "1 error");

        string Refusal() => $"Gelf cannot be imported from '/run/tmp/Gelf': this process has it from '{Repository.PathOf("out", "Gelf")}' already. Import that one, or start another pwsh.";
    }

    [Fact]
    public Task A_relay_whose_record_is_gone_with_its_folder_stops_all_the_same() => AssertSaysAsync(
        """
        $relay = Start-GelfRelay -Port 0 -Name one
        Remove-Item /run/gelf -Recurse
        (Get-GelfRelay).Name
        Stop-GelfRelay $relay
        "$($relay.State), taps: $((Get-GelfTap).Count), listening: $(ss -Hltn)"
        """,
        "one", "Stopped, taps: 0, listening: ");

    [Fact]
    public Task A_record_of_a_container_that_shares_run_is_neither_listed_nor_taken_for_stale() => AssertSaysAsync(
        """
        $null = Start-GelfRelay -Port 0 -Name one
        # What is process 1 in there, and has no such process as ours.
        unshare --pid --fork --mount-proc "$((Get-Module Gelf -ListAvailable).ModuleBase)/../../gelf" -Command '"others: $((Get-GelfRelay).Count)"'
        (Get-ChildItem /run/gelf).Count
        """,
        "others: 0", "1");

    private static async Task AssertSaysAsync(string script, params string[] lines)
    {
        // In namespaces of its own: it is to see no relays of other tests.
        ProcessResult result = await GelfProcess.RunAsync("sh", Repository.Root, ["tools/in-namespace.sh", Repository.PathOf("gelf"), "-Command", script]);

        Assert.Equal("", result.Error);
        Assert.Equal(lines, result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
