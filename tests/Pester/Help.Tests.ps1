BeforeDiscovery {
    $manifest = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/Gelf/Gelf.psd1")
    $script:commands = (Import-PowerShellDataFile $manifest).CmdletsToExport | ForEach-Object { @{ name = $_ } }
}

BeforeAll {
    . "$PSScriptRoot/Session.ps1"
    $script:common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
}

AfterAll {
    Exit-Session
}

Describe 'Get-Help' {
    It 'tells what <name> does, its parameters, and examples' -ForEach $commands {
        $help = Get-Help $name -Full
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -BeLike "*$name ?*"
        "$($help.Description.Text)" | Should -Not -BeNullOrEmpty
        @($help.Examples.Example).Count | Should -BeGreaterOrEqual 2
        $help.Examples.Example.Code | Where-Object { $_ -notlike "*$name*" } | Should -BeNullOrEmpty
        @($help.ReturnValues.ReturnValue).Count | Should -BeGreaterThan 0

        $own = (Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $own) {
            "$((Get-Help $name -Parameter $parameter).Description.Text)" | Should -Not -BeNullOrEmpty -Because "$name -$parameter has to be explained"
        }
    }

    It 'shows <name> in 80 columns with its syntax and remarks' -ForEach $commands {
        $shown = Get-Help $name -Examples | Out-String -Width 80
        $shown | Should -BeLike "*$name*"
        Get-Help $name -Full | Out-String -Width 80 | Should -BeLike '*SYNTAX*DESCRIPTION*PARAMETERS*OUTPUTS*'
    }

    It 'has the topic <topic>' -ForEach @{ topic = 'about_Gelf' }, @{ topic = 'about_Gelf_Protocol' } {
        $text = Get-Help $topic | Out-String -Width 80
        $text | Should -BeLike "*$topic*"
        $text.Length | Should -BeGreaterThan 1000
    }

    It 'leads from the word to the cmdlets' {
        (Get-Help GelfRelay).Name | Should -Contain 'Start-GelfRelay'
        (Get-Command -Noun GelfRelay).Name | Should -Contain 'Get-GelfRelay'
    }
}
